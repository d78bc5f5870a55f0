"""Writing who is a party after a ruling that changes or adds one, and who is none any more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from duixian.domain.cases.models import Case, CaseRole, Obligation, ObligationKind, Party, PartyChange, PartyStanding
from duixian.domain.cases.terms import from_json, to_json
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.obligations import MoneyItem
from duixian.law.parties_change import Effect, Ground, Side


def join(*, acting: Acting, change: PartyChange, ground: Ground, words: str, on: date, now: datetime) -> Party:
    """Let the person of a granted change take his place: instead of the present party, under the name the title prints,
    or beside him, with his ceiling on every sum the present party owes. Returns the party."""
    trail.take_turn(change.court_id)
    case = change.case
    party = _replace(change) if ground.effect is Effect.REPLACE else _add(change, ground)
    PartyStanding.objects.create(
        court_id=change.court_id,
        party=party,
        change=change,
        words=words[:160],
        ceiling_fen=change.ceiling_fen,
        since=on,
    )
    _found_by(case, change.joining.name)
    trail.record(
        acting=acting,
        act="party.join",
        now=now,
        ground=change.basis,
        subject=f"case:{case.pk}",
        payload={
            "change": change.pk,
            "person": change.joining_id,
            "ceiling_fen": change.ceiling_fen,
            "instead": change.replaced_person_id,
        },
    )
    return party


def leave(*, acting: Acting, change: PartyChange, why: str, on: date, now: datetime) -> None:
    """The ruling was overturned: who joined on it is no party any more, and who was replaced is one again."""
    trail.take_turn(change.court_id)
    standing = PartyStanding.objects.select_related("party").get(change=change, until__isnull=True)
    PartyStanding.objects.filter(pk=standing.pk).update(until=on)
    party = standing.party
    if change.replaced_person_id is not None:
        Party.objects.filter(pk=party.pk).update(person_id=change.replaced_person_id)
    else:
        Party.objects.filter(pk=party.pk).update(role=CaseRole.THIRD_PARTY)
        _rewrite(change.case, lambda item: _without(item, party.label))
    trail.record(
        acting=acting,
        act="party.leave",
        now=now,
        ground=change.basis,
        subject=f"case:{change.case_id}",
        payload={"change": change.pk, "person": change.joining_id, "why": why},
    )


def _replace(change: PartyChange) -> Party:
    """The same place and name of the title, another person."""
    PartyChange.objects.filter(pk=change.pk).update(replaced_person_id=change.present.person_id)
    Party.objects.filter(pk=change.present_id).update(person_id=change.joining_id)
    change.refresh_from_db()
    return change.present


def _add(change: PartyChange, ground: Ground) -> Party:
    role = CaseRole.APPLICANT if ground.side is Side.CREDITOR else CaseRole.DEBTOR
    present = change.present
    last = Party.objects.filter(case_id=change.case_id).order_by("-position").first()
    party, _ = Party.objects.get_or_create(
        case_id=change.case_id,
        person_id=change.joining_id,
        role=role,
        defaults={
            "court_id": change.court_id,
            "label": change.joining.name,
            "position": (last.position if last else 0) + 1,
        },
    )
    names = {present.label, present.person.name}
    if ground.side is Side.DEBTOR:
        _rewrite(change.case, lambda item: _with(item, names, party.label, change.ceiling_fen))
    return party


def _with(item: MoneyItem, names: set[str], label: str, ceiling: int | None) -> MoneyItem:
    """The sum with one more debtor beside him who owes it, within his ceiling."""
    if not names & set(item.debtors) or label in item.debtors:
        return item
    limits = dict(item.limits)
    if ceiling is not None:
        limits[label] = ceiling
    return replace(item, debtors=(*item.debtors, label), limits=limits)


def _without(item: MoneyItem, label: str) -> MoneyItem:
    return replace(
        item,
        debtors=tuple(name for name in item.debtors if name != label),
        limits={name: fen for name, fen in item.limits.items() if name != label},
    )


def _rewrite(case: Case, change: Callable[[MoneyItem], MoneyItem]) -> None:
    rows = Obligation.objects.filter(title__case=case, kind=ObligationKind.MONEY)
    for row in rows:
        before = from_json(MoneyItem, row.terms)
        after = change(before)
        if after != before:
            Obligation.objects.filter(pk=row.pk).update(terms=to_json(after))


def _found_by(case: Case, name: str) -> None:
    """The search box finds the case by who joined."""
    word = "".join(name.split())
    if word not in case.search.split("\n"):
        Case.objects.filter(pk=case.pk).update(search=f"{case.search}\n{word}")
