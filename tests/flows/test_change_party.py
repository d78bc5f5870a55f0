"""Changes and additions of parties: who joins on which ruling, up to what, and what becomes of it above."""

from datetime import date, timedelta

import pytest
from courthouse import CourtHouse, item
from django.db import IntegrityError, transaction
from twocourts import House

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.services.subjects import liable
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseRole, Node, Party, PartyChange, PartyStanding
from duixian.domain.cases.proceedings import standings
from duixian.domain.courts.models import Level
from duixian.domain.documents.models import Instrument
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail.models import Entry
from duixian.flows import change_party, review_ruling
from duixian.flows.bars import disputed_joining
from duixian.law.parties_change import DebtorForm
from duixian.law.procedure.objection_life import ReviewOutcome
from duixian.testing.scenes.stage import resident_id

DAY = date(2026, 4, 1)
RULED = date(2026, 4, 20)


@pytest.fixture
def courts(db: None) -> tuple[House, House]:
    upper = House("苏08", "淮安市中级人民法院", Level.INTERMEDIATE)
    return House("苏0804", "淮安市淮阴区人民法院", above=upper), upper


def a_case(lower: House, *, company: bool = True) -> Case:
    case = lower.handled(lower.own.file(item("1", 1_000_000, "洪春生", "黎明华")))
    if company:  # the debtor is entered as a person; the ground under test is one of companies
        Person.objects.filter(pk=lower.own.debtor(case).pk).update(kind=PersonKind.COMPANY, id_number="")
    return case


def somebody(house: CourtHouse, name: str = "股东甲") -> Person:
    return parties.enter(
        acting=house.officer, kind=PersonKind.NATURAL, name=name, id_number=resident_id(700 + len(name))
    )


def applied(house: CourtHouse, case: Case, ground: str = "unpaid_capital", **changes: object) -> PartyChange:
    given: dict[str, object] = {
        "present": case.parties.get(role=CaseRole.DEBTOR),
        "form": DebtorForm.COMPANY,
        "joining": changes.get("joining") or somebody(house),
        "applicant": "洪春生",
        "evidence": ("application", "register", "insolvency", "articles", "withdrawal", "received"),
        "insolvency_shown": True,
        "ceiling": 300_000,
    }
    return change_party.apply(
        acting=house.officer,
        case=case,
        ground_id=ground,
        on=DAY,
        now=house.now,
        **(given | changes),  # type: ignore[arg-type]
    )


def granted(lower: House, change: PartyChange, *, served: bool = True) -> PartyChange:
    house = lower.own
    change = change_party.rule(
        acting=house.chief,
        change=change,
        granted=True,
        reason="符合法定事由",
        panel=[*lower.panel[1:], lower.president.officer_id],  # type: ignore[list-item]
        heard_on=RULED,
        on=RULED,
        now=house.now,
    )
    return change_party.serve(acting=house.officer, change=change, on=RULED, now=house.now) if served else change


def test_who_did_not_pay_his_capital_is_a_debtor_up_to_what_he_did_not_pay(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        case = a_case(lower)
        change = applied(house, case)
        assert (change.due_on, change.number) == (date(2026, 6, 1), "（2026）苏0804执异1号")  # day 60 is a Sunday

        change = granted(lower, change)

        ruling = Instrument.objects.get(case=case)
        assert (ruling.kind, ruling.number) == ("change_ruling", change.number)
        assert "股东甲" in ruling.facts["ordered"][0]
        assert [one["role"] for one in ruling.facts["heading"]["signers"]] == ["审判长", "审判员", "审判员"]
        (standing,) = standings(case.pk)
        assert (standing.ceiling_fen, standing.party.role, standing.party.label) == (300_000, "debtor", "股东甲")
        (owed,) = cases.ordered_by(case.title).items
        assert (owed.debtors, owed.limits) == (("黎明华", "股东甲"), {"股东甲": 300_000})
        assert standing.party.person in liable([case.pk])[case.pk]
        assert Node.objects.get(case=case, rule="add_party_ruling").done_on == RULED
        assert Node.objects.get(case=case, rule="add_party_suit").due_on == date(2026, 5, 6)  # after 劳动节
        assert "股东甲" in Case.objects.get(pk=case.pk).search


def test_nothing_of_his_is_sold_before_the_ruling_is_final(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        change = granted(lower, applied(house, a_case(lower)))
        where = {"case_id": change.case_id, "person_id": change.joining_id}
        assert disputed_joining(**where) is not None

    (closed,) = change_party.close_due(court_id=lower.own.court.pk, on=date(2026, 5, 7), now=lower.own.now)
    with lower.acting():
        assert closed.state == "final"
        assert disputed_joining(**where) is None


def test_a_ground_that_lacks_something_is_refused_with_all_of_it_and_nobody_joins(
    courts: tuple[House, House],
) -> None:
    lower, _ = courts
    with lower.acting() as house:
        change = applied(house, a_case(lower), evidence=("application",), insolvency_shown=False, ceiling=None)
        before = Entry.objects.count()

        with pytest.raises(Refused) as refusal:
            granted(lower, change)

        assert {fault.code for fault in refusal.value.reasons} == {
            "party_change.solvent",
            "party_change.no_ceiling",
            "party_change.paper",
        }
        assert (Party.objects.count(), Entry.objects.count()) == (2, before)

        change_party.supplement(
            acting=house.officer,
            change=change,
            evidence=("register", "insolvency", "articles"),
            insolvency_shown=True,
            ceiling=300_000,
            on=DAY,
            now=house.now,
        )
        assert granted(lower, PartyChange.objects.get(pk=change.pk)).granted is True


@pytest.mark.parametrize("ground", ["transferee_of_unpaid_shares", "spouse", "made_up"])
def test_who_is_not_on_the_list_is_never_entered(courts: tuple[House, House], ground: str) -> None:
    lower, _ = courts
    with lower.acting() as house:
        case = a_case(lower)
        with pytest.raises(BadInput):
            applied(house, case, ground)
        assert not PartyChange.objects.exists()


def test_nobody_joins_past_the_database(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        change = applied(house, a_case(lower))
        party = change.present
        for ceiling in (300_000, 900_000):
            with pytest.raises(IntegrityError, match="joins on a ruling"), transaction.atomic():
                PartyStanding.objects.create(
                    court=house.court, party=party, change=change, words="x", ceiling_fen=ceiling, since=DAY
                )
        with pytest.raises(IntegrityError, match="heard by a panel"), transaction.atomic():
            PartyChange.objects.filter(pk=change.pk).update(state="granted", granted=True)


def test_heirs_join_within_the_estate_and_the_dead_stays(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        case = a_case(lower, company=False)
        change = applied(
            house,
            case,
            "heir",
            form=DebtorForm.NATURAL,
            ceiling=80_000,
            evidence=("application", "death", "heirs"),
            insolvency_shown=False,
        )
        granted(lower, change)

        assert set(case.parties.filter(role="debtor").values_list("label", flat=True)) == {"黎明华", "股东甲"}
        (standing,) = standings(case.pk)
        assert "遗产" in standing.words
        assert cases.ordered_by(case.title).items[0].limits == {"股东甲": 80_000}


def test_an_assignee_stands_in_the_applicants_place_under_the_titles_name(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        case = a_case(lower)
        buyer = somebody(house, "受让人乙某")
        change = applied(
            house,
            case,
            "assignee",
            present=case.parties.get(role=CaseRole.APPLICANT),
            form=DebtorForm.NATURAL,
            joining=buyer,
            applicant="受让人乙某",
            evidence=("application", "assignment", "consent"),
            ceiling=None,
        )
        granted(lower, change, served=False)

        party = case.parties.get(role=CaseRole.APPLICANT)
        assert (party.person, party.label) == (buyer, "洪春生")
        change.refresh_from_db()
        assert change.replaced_person is not None
        assert change.replaced_person.name == "洪春生"


def test_a_ruling_with_a_suit_as_its_remedy_is_not_reviewed(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        change = granted(lower, applied(house, a_case(lower)))
        with pytest.raises(Refused) as refusal:
            change_party.apply_review(acting=house.officer, change=change, applicant="股东甲", on=RULED, now=house.now)
        assert refusal.value.reasons[0].code == "party_change.remedy"


def test_who_wins_his_suit_is_no_debtor_any_more(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        change = granted(lower, applied(house, a_case(lower)))
        change = change_party.sue(
            acting=house.officer,
            change=change,
            suit="（2026）苏0804民初9号，股东甲诉",
            on=RULED + timedelta(days=3),
            now=house.now,
        )
        change_party.note_judgment(
            acting=house.officer,
            change=change,
            joined=False,
            outcome="（2026）苏08民终5号：不得追加",
            on=date(2026, 9, 1),
            now=house.now,
        )

        case = Case.objects.get(pk=change.case_id)
        assert not standings(case.pk)
        assert case.parties.get(person_id=change.joining_id).role == "third_party"
        (owed,) = cases.ordered_by(case.title).items
        assert (owed.debtors, owed.limits) == (("黎明华",), {})
        assert change.joining not in liable([case.pk])[case.pk]


def test_the_court_above_overturns_an_addition_by_letter(courts: tuple[House, House]) -> None:
    lower, upper = courts
    with lower.acting() as house:
        change = granted(lower, applied(house, a_case(lower), "free_receipt"))
        change_party.apply_review(acting=house.officer, change=change, applicant="股东甲", on=RULED, now=house.now)
    with upper.acting() as house:
        review = review_ruling.take_file(
            acting=house.officer, letter=upper.inbox("review_file"), on=RULED, now=house.now
        )
        assert review.due_on == date(2026, 6, 22)  # sixty days end on 端午节
        review_ruling.decide(
            acting=house.chief,
            review=review,
            panel=upper.panel,
            outcome=ReviewOutcome.REVOKED,
            reason="未无偿接受财产",
            on=RULED,
            now=house.now,
            act_outcome="rejected",
        )
    with lower.acting() as house:
        change = change_party.take_review_ruling(
            acting=house.officer, letter=lower.inbox("review_ruling"), on=RULED, now=house.now
        )
        assert (change.state, change.overturned) == ("final", True)
        assert not standings(change.case_id)
