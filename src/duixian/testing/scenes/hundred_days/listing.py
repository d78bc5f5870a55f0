"""The two lists: proposed, spared for a journey, suspended for a promise. Nobody takes them off: the clock does."""

from datetime import timedelta

from duixian.domain.lists.models import ConsumptionLimit, Listing
from duixian.flows.lists import enter, exempt, repair
from duixian.flows.state_debt import debt_of
from duixian.law.lists import Condition, Evidence, EvidenceKind, ListingKind
from duixian.testing.scenes.hundred_days.courts import Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.worlds.hundred_days import Turn


def list_him(province: Province, dossier: Dossier, turn: Turn) -> None:
    """He said that he had no car: his listing is proposed."""
    bench = dossier.bench
    proof = Evidence(EvidenceKind.FALSE_REPORT, "隐瞒名下车辆", "车管所查询回执", bench.today - timedelta(days=1))
    wish = enter.Wish(dossier.case, dossier.debtor, ListingKind.REPORT, "虚假报告财产", (proof,))
    enter.propose_listing(acting=bench.officer, wish=wish, on=bench.today, now=bench.now)


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


def commit(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """He promises to pay a part in two weeks, so that the listing rest until then."""
    bench = dossier.bench
    listing = Listing.objects.filter(case_id=dossier.case_id, state="in_force").first()
    if listing is None:
        return "not_listed"
    amount = debt_of(dossier.case, on=bench.today).to_pay // 10
    repair.apply_commitment(
        acting=bench.officer,
        listing=listing,
        conditions=[Condition(bench.today + timedelta(days=20), "先行还款", amount)],
        proof="工资流水",
        on=bench.today,
        now=bench.now,
    )
    return None
