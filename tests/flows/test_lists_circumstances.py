"""What speaks for the debtor is kept with the proposal and judged again at the signature; what the records show needs
nobody's tick (失信规定 3, 限消 9)."""

from collections.abc import Callable

import held
import pytest
from courthouse import CourtHouse
from django.db import DatabaseError, connection, transaction
from listed import ABLE, CLAIM, DAY, FALSE_REPORT, Lists

from duixian.base.faults import Refused
from duixian.domain.cases.models import Approval, Case
from duixian.domain.lists.models import ConsumptionLimit, CurrentEntry, Listing
from duixian.flows.lists import enter, limit
from duixian.flows.lists.held import cover_of
from duixian.law.lists import Circumstances, Evidence, ListingKind

NOTHING = Circumstances()


@pytest.fixture
def lists(own: CourtHouse) -> Lists:
    return Lists(own)


def hold(lists: Lists, case: Case, fen: int) -> None:
    """So much of the debtor's money is frozen for the case."""
    held.need(lists.house, case, 2 * CLAIM, on=DAY)
    held.hold(lists.house, case, fen=fen, since=DAY)


def propose(
    lists: Lists,
    case: Case,
    kind: ListingKind = ListingKind.ABLE,
    evidence: Evidence = ABLE,
    said: Circumstances = NOTHING,
) -> Listing:
    wish = enter.Wish(case, lists.house.debtor(case), kind, "有能力而不履行", (evidence,), circumstances=said)
    return enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))


def refused(act: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as caught, transaction.atomic():
        act()
    return {fault.code for fault in caught.value.reasons}


def test_frozen_money_that_suffices_keeps_the_debtor_off_without_anybodys_tick(lists: Lists) -> None:
    case = lists.case()
    hold(lists, case, 2 * CLAIM)

    assert refused(lambda: propose(lists, case)) == {"listing.sealed"}
    assert not Listing.objects.exists()


def test_frozen_money_that_does_not_suffice_is_no_excuse(lists: Lists) -> None:
    case = lists.case()
    hold(lists, case, CLAIM - 1)

    assert propose(lists, case).state == "proposed"
    cover = cover_of(case, lists.house.debtor(case), on=DAY)
    assert (cover.counted, cover.held, cover.suffices) == (True, CLAIM - 1, False)
    assert cover.owed > CLAIM  # with what has grown on it


def test_who_lied_in_his_report_is_listed_whatever_is_frozen(lists: Lists) -> None:
    case = lists.case()
    hold(lists, case, 2 * CLAIM)

    assert propose(lists, case, ListingKind.REPORT, FALSE_REPORT).state == "proposed"


def test_money_frozen_between_proposal_and_signature_stops_the_signature(lists: Lists) -> None:
    case = lists.case()
    made = propose(lists, case)
    hold(lists, case, 2 * CLAIM)

    assert refused(lambda: lists.sign(f"listing:{made.pk}", on=DAY)) == {"listing.sealed"}
    made.refresh_from_db()
    assert (made.state, Approval.objects.get(subject=f"listing:{made.pk}").state) == ("proposed", "waiting")
    assert not CurrentEntry.objects.exists()


def test_what_comes_to_light_while_it_waits_stops_the_signature(lists: Lists) -> None:
    made = propose(lists, lists.case())
    enter.note_circumstances(
        acting=lists.officer,
        listing=made,
        circumstances=Circumstances(subordinate=True),
        why="主债务人名下有房产，见登记查询",
        now=lists.at(DAY),
    )

    assert refused(lambda: lists.sign(f"listing:{made.pk}", on=DAY)) == {"listing.subordinate"}
    assert not CurrentEntry.objects.exists()


def test_security_given_while_a_limit_waits_stops_its_signature(lists: Lists) -> None:
    case = lists.case()
    wish = limit.Wish(case, lists.house.debtor(case), "拒不履行")
    made = limit.propose_limit(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    limit.note_security(acting=lists.officer, limit=made, why="保证书和房产证", now=lists.at(DAY))

    assert refused(lambda: lists.sign(f"limit:{made.pk}", on=DAY)) == {"limit.secured"}
    assert ConsumptionLimit.objects.get(pk=made.pk).state == "proposed"


def test_after_the_decision_its_circumstances_stand(lists: Lists) -> None:
    made = propose(lists, lists.case())
    lists.sign(f"listing:{made.pk}", on=DAY)

    said = Circumstances(secured=True)
    note = lambda: enter.note_circumstances(  # noqa: E731
        acting=lists.officer, listing=made, circumstances=said, why="担保书", now=lists.at(DAY)
    )
    assert refused(note) == {"listing.decided"}
    with pytest.raises(DatabaseError, match="stands"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update lists_listing set circumstances = '{\"secured\": true}' where id = %s", [made.pk])


def test_the_database_lets_no_excluded_debtor_be_listed(lists: Lists) -> None:
    made = propose(lists, lists.case())
    waiting = Approval.objects.get(subject=f"listing:{made.pk}")
    Listing.objects.filter(pk=made.pk).update(circumstances={"secured": True, "other_exclusion": ""})
    Approval.objects.filter(pk=waiting.pk).update(
        state="approved", decided_by_id=lists.president.officer_id, decided_at=lists.at(DAY)
    )
    with pytest.raises(DatabaseError, match="excluded"), transaction.atomic():
        Listing.objects.filter(pk=made.pk).update(
            state="grace", approval=waiting, decided_on=DAY, grace_until=DAY, expires_on=None
        )
