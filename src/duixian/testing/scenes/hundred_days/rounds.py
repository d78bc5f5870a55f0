"""A round that is ended: everybody asked, everything on record, then proposed many at once; and one taken up again."""

from duixian.domain.cases import rounds
from duixian.domain.cases.models import CaseState, Resumption
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.flows.end_round import resume
from duixian.flows.end_round.record import hold_talk, record
from duixian.flows.search_assets import search
from duixian.law.ending import EvidenceKind
from duixian.testing.scenes.hundred_days.courts import Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.worlds.hundred_days import Fate, Turn

_TO_BE_ENDED = (Fate.POOR, Fate.HAS_LITTLE, Fate.RESUMED)
_OF_PERSON = (EvidenceKind.REPORT_CHECKED, EvidenceKind.WHEREABOUTS)
_OF_CASE = (EvidenceKind.ON_SITE, EvidenceKind.OBSTRUCTION)
_PANEL = ("赵审判长", "钱审判员", "孙审判员")


def inquire(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """Every agency is asked; of a debtor without anything it is noted who looked where."""
    bench, case = dossier.bench, dossier.case
    if case.state == CaseState.CLOSED:
        return "closed"
    search(case=case, acting=bench.officer, now=bench.now, reason="查明财产状况")
    if dossier.life.fate not in _TO_BE_ENDED:
        return None
    for kind in _OF_PERSON:
        _note(dossier, kind, person=dossier.debtor)
    for kind in _OF_CASE:
        _note(dossier, kind)
    return None


def prepare_end(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The applicant is told everything and heard, the panel deliberates; the proposal goes with all of the day."""
    case = dossier.case
    if case.state != CaseState.NOTIFIED:
        return f"case_{case.state}"
    put_on_record(dossier)
    return None


def put_on_record(dossier: Dossier) -> None:
    """The last talk with the applicant, and what the panel said."""
    bench = dossier.bench
    hold_talk(
        acting=bench.officer,
        case=dossier.case,
        spoke_with=dossier.life.applicant.name,
        answer="无财产线索可以提供",
        on=bench.today,
        now=bench.now,
    )
    _note(dossier, EvidenceKind.PANEL, topics=_PANEL)


def take_again(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The search of the half year found an account: the round is taken up again under a number of its own."""
    bench = dossier.bench
    query = next((one for one in rounds.to_resume(bench.court.pk) if one.round_end.case_id == dossier.case_id), None)
    if query is None:
        return "nothing_found"
    resume.resume(
        acting=bench.officer,
        case=dossier.case,
        ground=Resumption.Ground.FOUND,
        reason="定期查询发现银行存款",
        query=query,
        on=bench.today,
        now=bench.now,
    )
    return None


def _note(dossier: Dossier, kind: EvidenceKind, **more: object) -> None:
    bench = dossier.bench
    said = EvidenceIn(kind=kind, on=bench.today, what=f"{kind}：已办理", document=f"{kind}笔录", **more)  # type: ignore[arg-type]
    record(acting=bench.officer, case=dossier.case, said=said, now=bench.now)


__all__ = ["inquire", "prepare_end", "put_on_record", "take_again"]
