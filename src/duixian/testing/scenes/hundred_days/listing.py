"""The two lists: proposed, spared for a journey, suspended for a promise. Nobody takes them off: the clock does."""

from datetime import timedelta

from duixian.domain.lists.models import ConsumptionLimit, CreditCommitment, Listing
from duixian.flows.lists import enter, exempt, repair
from duixian.flows.state_debt import debt_of
from duixian.law.lists import Condition, Evidence, EvidenceKind, ListingKind
from duixian.testing.scenes.hundred_days.courts import Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.worlds.hundred_days import Turn

_TIME_TO_PAY = timedelta(days=20)


def wish_of(dossier: Dossier) -> enter.Wish:
    """He said that he had no car, and has one."""
    seen_on = dossier.bench.today - timedelta(days=1)
    proof = Evidence(EvidenceKind.FALSE_REPORT, "隐瞒名下车辆", "车管所查询回执", seen_on)
    return enter.Wish(dossier.case, dossier.debtor, ListingKind.REPORT, "虚假报告财产", (proof,))


def list_him(province: Province, dossier: Dossier, turn: Turn) -> None:
    """His listing is proposed."""
    bench = dossier.bench
    enter.propose_listing(acting=bench.officer, wish=wish_of(dossier), on=bench.today, now=bench.now)


def travel(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """His mother is in hospital far away: he asks for one journey."""
    bench = dossier.bench
    limit = ConsumptionLimit.objects.filter(case_id=dossier.case_id, state="in_force").first()
    if limit is None:
        return "not_limited"
    exempt.apply_exemption(
        acting=bench.officer,
        limit=limit,
        purpose="母亲病重住院，前往照料",
        what="高铁二等座往返",
        proof="住院证明",
        since=bench.today + timedelta(days=1),
        until=bench.today + timedelta(days=3),
        on=bench.today,
        now=bench.now,
    )
    return None


def commit(province: Province, dossier: Dossier, turn: Turn) -> None:
    """He promises to pay a part in some weeks, so that the listing rest until then."""
    promise_a_part(dossier)


def promise_a_part(dossier: Dossier) -> CreditCommitment:
    """Lay a promise before who decides. Raises `Refused`."""
    bench = dossier.bench
    amount = debt_of(dossier.case, on=bench.today).to_pay // 10
    return repair.apply_commitment(
        acting=bench.officer,
        listing=Listing.objects.select_related("case", "person").get(case_id=dossier.case_id),
        conditions=[Condition(bench.today + _TIME_TO_PAY, "先行还款", amount)],
        proof="工资流水",
        on=bench.today,
        now=bench.now,
    )


def keep_word(province: Province, dossier: Dossier, turn: Turn) -> None:
    """What he promised came in: put down, and the listing goes for good."""
    bench = dossier.bench
    promise = CreditCommitment.objects.select_related("listing__case__court", "listing__person").get(
        listing__case_id=dossier.case_id
    )
    repair.note_kept(acting=bench.officer, promise=promise, place=0, day=bench.today, on=bench.today, now=bench.now)
