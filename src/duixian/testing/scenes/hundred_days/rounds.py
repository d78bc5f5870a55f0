"""A round that is ended: everybody asked, everything on record, then proposed many at once."""

from duixian.domain.cases.models import CaseState
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.flows.end_round.record import hold_talk, record
from duixian.flows.search_assets import search
from duixian.law.ending import EvidenceKind
from duixian.testing.scenes.hundred_days.courts import Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.worlds.hundred_days import Fate, Turn

_OF_PERSON = (EvidenceKind.REPORT_CHECKED, EvidenceKind.WHEREABOUTS)
_OF_CASE = (EvidenceKind.ON_SITE, EvidenceKind.OBSTRUCTION)
_PANEL = ("赵审判长", "钱审判员", "孙审判员")


def inquire(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """Every agency is asked; of a debtor without anything it is noted who looked where."""
    bench, case = dossier.bench, dossier.case
    if case.state == CaseState.CLOSED:
        return "closed"
    search(case=case, acting=bench.officer, now=bench.now, reason="查明财产状况")
    if dossier.life.fate is not Fate.POOR:
        return None
    for kind in _OF_PERSON:
        _note(dossier, kind, person=dossier.debtor)
    for kind in _OF_CASE:
        _note(dossier, kind)
    return None


def prepare_end(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The applicant is told everything and heard, the panel deliberates; the proposal goes with all of the day."""
    bench, case = dossier.bench, dossier.case
    if case.state != CaseState.NOTIFIED:
        return f"case_{case.state}"
    hold_talk(
        acting=bench.officer,
        case=case,
        spoke_with=dossier.life.applicant.name,
        answer="无财产线索可以提供",
        on=bench.today,
        now=bench.now,
    )
    _note(dossier, EvidenceKind.PANEL, topics=_PANEL)
    return None


def _note(dossier: Dossier, kind: EvidenceKind, **more: object) -> None:
    bench = dossier.bench
    said = EvidenceIn(kind=kind, on=bench.today, what=f"{kind}：已办理", document=f"{kind}笔录", **more)  # type: ignore[arg-type]
    record(acting=bench.officer, case=dossier.case, said=said, now=bench.now)


__all__ = ["inquire", "prepare_end"]
