"""How each fate must end, as the record shows it: it happened, and not only nothing went wrong.

Each end counts, in one or a few statements, the cases of a court that came to it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from django.db.models import F, QuerySet

from duixian.domain.cases.models import (
    Application,
    Case,
    CaseRole,
    CaseState,
    ClosingKind,
    CourseDecision,
    EntrustedCase,
    Entrustment,
    Extension,
    InsolvencyReferral,
    Objection,
    Pause,
    Resumption,
    RoundEnd,
    TaskRequest,
)
from duixian.domain.lists.models import ConsumptionLimit, CreditCommitment, Exemption, Listing
from duixian.domain.measures.models import Measure, MeasureRecord, Reconsideration, ReviewState
from duixian.domain.settlements.models import Fulfilment, Promise, Settlement
from duixian.law.lists import Ground
from duixian.law.measures import MeasureKind
from duixian.law.procedure.task_life import TaskState
from duixian.testing.scenes.hundred_days.courts import Bench
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.worlds.hundred_days import Fate

NAMES: Final[Mapping[Fate, str]] = {
    Fate.PAYS: "履行完毕", Fate.PAYS_IN_PARTS: "分次履行完毕", Fate.KEEPS: "和解履行完毕",
    Fate.PAYS_DIRECTLY: "和解款当面履行完毕", Fate.BREAKS: "和解违约后恢复执行", Fate.PROMISES: "约定守时",
    Fate.BREAKS_WORD: "约定逾时", Fate.DETAINED: "拘留后提前解除", Fate.SERVES_TIME: "拘留期满释放",
    Fate.ILL: "体检不宜，未予拘留", Fate.DECLINED: "拘留未获批准", Fate.FINED: "罚款缴纳，复议维持",
    Fate.SUMMONED: "拘传到案", Fate.BANNED: "限制出境、临控随履行解除", Fate.LISTED: "失信名单自动删除",
    Fate.MENDS: "信用承诺兑现，提前删除", Fate.RELAPSES: "信用承诺未兑现，恢复名单", Fate.MINOR: "未成年人未受限制",
    Fate.DIES: "死亡后解除限消并终结", Fate.POOR: "终本", Fate.HAS_LITTLE: "账户有余款，未终本",
    Fate.RESUMED: "终本后查到存款，恢复执行并履行", Fate.SILENT: "限制消费中", Fate.TAKES_LONG: "延长执行期限",
    Fate.SUSPENDED: "中止后恢复并履行", Fate.STAYED: "暂缓后恢复并履行", Fate.WITHDRAWN: "撤回申请，终结",
    Fate.STRUCK: "销案", Fate.REFUSED: "不予执行", Fate.DISMISSED: "驳回申请",
    Fate.ENTRUSTED: "委托他院并销案", Fate.TAKEN_BACK: "撤回委托后履行", Fate.BANKRUPT: "宣告破产，终结",
    Fate.SEARCHED: "搜查", Fate.EVICTED: "强制迁出",
    Fate.ASKS_ELSEWHERE: "事项委托办结", Fate.INSOLVENT: "移送破产未受理，恢复", Fate.OBJECTS: "复议维持",
    Fate.CONTENT: "异议裁定生效", Fate.JOINED: "追加股东后履行", Fate.TURNED_AWAY: "不予受理",
}  # fmt: skip
"""What the end of each fate is called."""

Mine = Sequence[Dossier]
End = Callable[[Mine], int]


def _ids(mine: Mine) -> list[int]:
    return [one.case_id for one in mine]


def _cases(mine: Mine, *, state: CaseState, closing: str = "") -> QuerySet[Case]:
    return Case.objects.filter(pk__in=_ids(mine), state=state, closing=closing)


def _performed(mine: Mine) -> QuerySet[Case]:
    return _cases(mine, state=CaseState.CLOSED, closing=ClosingKind.PERFORMED)


def _closed(kind: ClosingKind) -> End:
    return lambda mine: _cases(mine, state=CaseState.CLOSED, closing=kind).count()


def _both(paid: QuerySet[Case], cases: Iterable[int]) -> int:
    """How many of the performed cases are also among those."""
    return paid.filter(pk__in=cases).count()


def _agreed(mine: Mine, state: str) -> int:
    return _both(_performed(mine), Settlement.objects.filter(state=state).values_list("case_id", flat=True))


def _hand_to_hand(mine: Mine) -> int:
    direct = Fulfilment.objects.filter(receipt__isnull=True, undone_at__isnull=True)
    return _both(_performed(mine), direct.values_list("instalment__settlement__case_id", flat=True))


def _promised(state: str) -> End:
    kept = Promise.objects.filter(state=state).values_list("case_id", flat=True)
    return lambda mine: _both(_performed(mine), kept.all())


def _measures(mine: Mine, kind: MeasureKind) -> QuerySet[Measure]:
    return Measure.objects.filter(case_id__in=_ids(mine), kind=kind)


def _let_go_early(mine: Mine) -> int:
    return _measures(mine, MeasureKind.DETAIN).filter(begun_at__isnull=False, ended_at__lt=F("must_end_at")).count()


def _served(mine: Mine) -> int:
    return _measures(mine, MeasureKind.DETAIN).filter(begun_at__isnull=False, ended_at=F("must_end_at")).count()


def _found_ill(mine: Mine) -> int:
    unfit = MeasureRecord.objects.filter(kind="medical", data__fit=False).values("measure_id")
    spared = _measures(mine, MeasureKind.DETAIN).filter(pk__in=unfit, begun_at__isnull=True)
    return spared.exclude(state__in=("decided", "in_force", "deferred")).count()


def _declined(mine: Mine) -> int:
    return _measures(mine, MeasureKind.DETAIN).filter(state=Measure.State.DECLINED).count()


def _fined(mine: Mine) -> int:
    upheld = Reconsideration.objects.filter(measure__case_id__in=_ids(mine), state=ReviewState.UPHELD)
    return upheld.filter(measure__state=Measure.State.ENDED).count()


def _let_out(mine: Mine) -> int:
    ban, lookout = (
        _measures(mine, kind).filter(begun_at__isnull=False, state=Measure.State.LIFTED)
        for kind in (MeasureKind.EXIT_BAN, MeasureKind.LOOKOUT)
    )
    return ban.filter(case_id__in=lookout.values("case_id")).count()


def _carried_out(kind: MeasureKind) -> End:
    return lambda mine: _measures(mine, kind).filter(begun_at__isnull=False, state=Measure.State.ENDED).count()


def _off_the_list(mine: Mine) -> int:
    gone = Listing.objects.filter(case_id__in=_ids(mine), end_ground=Ground.PERFORMED, state="lifted")
    went = Exemption.objects.filter(state="over").values("limit__case_id")
    return gone.filter(case_id__in=went).count()


def _mended(mine: Mine) -> int:
    kept = CreditCommitment.objects.filter(listing__case_id__in=_ids(mine), state="kept")
    return kept.filter(listing__state="lifted", listing__end_ground=Ground.EARLY).count()


def _relapsed(mine: Mine) -> int:
    broken = CreditCommitment.objects.filter(listing__case_id__in=_ids(mine), state="broken")
    return broken.filter(listing__state="in_force").count()


def _left_alone(mine: Mine) -> int:
    touched: set[int] = set()
    for model in (ConsumptionLimit, Listing, Measure):
        touched |= set(model.objects.filter(case_id__in=_ids(mine)).values_list("case_id", flat=True))
    return len(set(_ids(mine)) - touched)


def _died(mine: Mine) -> int:
    ended = _cases(mine, state=CaseState.CLOSED, closing=ClosingKind.TERMINATED)
    return _both(ended, ConsumptionLimit.objects.filter(end_ground=Ground.DEAD).values_list("case_id", flat=True))


def _ended(mine: Mine) -> int:
    rests = _cases(mine, state=CaseState.ROUND_ENDED)
    return _both(rests, RoundEnd.objects.filter(standing=True).values_list("case_id", flat=True))


def _goes_on(mine: Mine) -> int:
    return _cases(mine, state=CaseState.NOTIFIED).count()


def _resumed(mine: Mine) -> int:
    found = Resumption.objects.filter(ground=Resumption.Ground.FOUND, query__isnull=False)
    return _both(_performed(mine), found.values_list("case_id", flat=True))


def _limited(mine: Mine) -> int:
    return ConsumptionLimit.objects.filter(case_id__in=_ids(mine), state="in_force").count()


def _extended(mine: Mine) -> int:
    granted = Extension.objects.filter(case_id__in=_ids(mine), state=Extension.State.GRANTED)
    return granted.filter(node__due_on=F("to_day")).count()


def _halted(kind: str) -> End:
    over = Pause.objects.filter(kind=kind, until__isnull=False).values_list("case_id", flat=True)
    return lambda mine: _both(_performed(mine), over.all())


def _refused(mine: Mine) -> int:
    refused = _cases(mine, state=CaseState.CLOSED, closing=ClosingKind.REFUSED)
    return _both(refused, CourseDecision.objects.filter(ground="too_late").values_list("case_id", flat=True))


def _entrusted(mine: Mine) -> int:
    struck = set(_cases(mine, state=CaseState.CLOSED, closing=ClosingKind.WITHDRAWN).values_list("pk", flat=True))
    reached = 0
    for one in mine:
        if one.taker is not None:
            with one.taker.bench.scope():
                reached += one.case_id in struck and EntrustedCase.objects.filter(case_id=one.taker.case_id).exists()
    return reached


def _helped(mine: Mine) -> int:
    done = TaskRequest.objects.filter(case_id__in=_ids(mine), state=TaskState.DONE).count()
    return done if all(one.taken_id for one in mine) else 0


def _sent_back(mine: Mine) -> int:
    rejected = InsolvencyReferral.objects.filter(case_id__in=_ids(mine), state=InsolvencyReferral.State.REJECTED)
    return rejected.filter(case__state=CaseState.NOTIFIED).count()


def _bankrupt(mine: Mine) -> int:
    declared = InsolvencyReferral.objects.filter(state=InsolvencyReferral.State.DECLARED)
    ended = _cases(mine, state=CaseState.CLOSED, closing=ClosingKind.TERMINATED)
    return _both(ended, declared.values_list("case_id", flat=True))


def _taken_back(mine: Mine) -> int:
    gone = Entrustment.objects.filter(state="withdrawn", letter__isnull=False)
    return _both(_performed(mine), gone.values_list("case_id", flat=True))


def _objected(*, above: bool) -> End:
    final = Objection.objects.filter(state="final", review_outcome="upheld" if above else "")
    return lambda mine: _both(_performed(mine), final.values_list("case_id", flat=True))


def _joined(mine: Mine) -> int:
    cases = _performed(mine).filter(party_changes__granted=True, parties__role=CaseRole.DEBTOR)
    return cases.values("pk").distinct().count()


def _turned_away(mine: Mine) -> int:
    return Application.objects.filter(pk__in=[one.matter_id for one in mine], state="refused").count()


_ENDS: Final[Mapping[Fate, End]] = {
    Fate.PAYS: _closed(ClosingKind.PERFORMED),
    Fate.PAYS_IN_PARTS: _closed(ClosingKind.PERFORMED),
    Fate.KEEPS: lambda mine: _agreed(mine, "performed"),
    Fate.PAYS_DIRECTLY: _hand_to_hand,
    Fate.BREAKS: lambda mine: _agreed(mine, "resumed"),
    Fate.PROMISES: _promised("kept"),
    Fate.BREAKS_WORD: _promised("broken"),
    Fate.DETAINED: _let_go_early,
    Fate.SERVES_TIME: _served,
    Fate.ILL: _found_ill,
    Fate.DECLINED: _declined,
    Fate.FINED: _fined,
    Fate.SUMMONED: _carried_out(MeasureKind.COMPEL),
    Fate.SEARCHED: _carried_out(MeasureKind.SEARCH),
    Fate.EVICTED: _carried_out(MeasureKind.EVICT),
    Fate.BANNED: _let_out,
    Fate.LISTED: _off_the_list,
    Fate.MENDS: _mended,
    Fate.RELAPSES: _relapsed,
    Fate.MINOR: _left_alone,
    Fate.DIES: _died,
    Fate.POOR: _ended,
    Fate.HAS_LITTLE: _goes_on,
    Fate.RESUMED: _resumed,
    Fate.SILENT: _limited,
    Fate.TAKES_LONG: _extended,
    Fate.SUSPENDED: _halted("suspended"),
    Fate.STAYED: _halted("stayed"),
    Fate.WITHDRAWN: _closed(ClosingKind.TERMINATED),
    Fate.STRUCK: _closed(ClosingKind.WITHDRAWN),
    Fate.REFUSED: _refused,
    Fate.DISMISSED: _closed(ClosingKind.DISMISSED),
    Fate.ENTRUSTED: _entrusted,
    Fate.ASKS_ELSEWHERE: _helped,
    Fate.TAKEN_BACK: _taken_back,
    Fate.INSOLVENT: _sent_back,
    Fate.BANKRUPT: _bankrupt,
    Fate.OBJECTS: _objected(above=True),
    Fate.CONTENT: _objected(above=False),
    Fate.JOINED: _joined,
    Fate.TURNED_AWAY: _turned_away,
}


def reached(fate: Fate, bench: Bench, mine: Mine) -> int:
    """How many of these cases of a court came to the end of their fate."""
    if not mine:
        return 0
    with bench.scope():
        return _ENDS[fate](mine)
