"""Measures against persons: what was done, what is proposed, what is carried out once the president has signed."""

from datetime import timedelta

from duixian.base.money import Fen
from duixian.domain.measures.models import Measure, Misconduct, Reconsideration, ReviewState, Summons
from duixian.domain.measures.services import conduct, fines
from duixian.domain.measures.services.measures import Order
from duixian.flows.measures import appear, detain, ending, reconsider, serve
from duixian.flows.measures.propose import propose
from duixian.flows.measures.summon import summon as summon_flow
from duixian.law.measures import MeasureKind, MisconductKind
from duixian.testing.scenes.hundred_days.courts import Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.worlds.hundred_days import Turn

_K, _S = MeasureKind, Measure.State
_FINE: Fen = 200_000
_DAYS = (7, 10, 12)


def hide(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The debtor moves what he has out of reach, and it is noted with its evidence."""
    bench = dossier.bench
    conduct.note_misconduct(
        acting=bench.officer,
        case=dossier.case,
        person=dossier.debtor,
        kind=MisconductKind.HIDES,
        done_on=bench.today,
        what="将名下车辆过户给他人",
        evidence="车辆登记查询结果",
        on=bench.today,
        now=bench.now,
    )


def lay(dossier: Dossier, order: Order) -> None:
    """Lay a measure before the president."""
    bench = dossier.bench
    dossier.measure_id = propose(
        acting=bench.officer, case=dossier.case, person=dossier.debtor, order=order, on=bench.today, now=bench.now
    ).pk


def misconduct_of(dossier: Dossier) -> Misconduct:
    """What he did."""
    return Misconduct.objects.get(case_id=dossier.case_id)


def detain_him(province: Province, dossier: Dossier, turn: Turn) -> None:
    """Some days of detention are proposed."""
    lay(dossier, detention(dossier, _DAYS[dossier.life.key % len(_DAYS)]))


def detention(dossier: Dossier, days: int) -> Order:
    """So many days for what he did."""
    return Order(kind=_K.DETAIN, grounds="转移财产，拒不履行", misconduct=misconduct_of(dossier), days=days)


def examine(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The doctor looks at him first: fit, he is handed over and his family is told; not fit, he goes home."""
    bench, measure = dossier.bench, dossier.measure()
    if measure.state != _S.DECIDED:
        return f"measure_{measure.state}"
    fit = bool(turn.percent)
    moment = bench.now
    measure = detain.examine(
        acting=bench.officer,
        measure=measure,
        at=moment,
        fit=fit,
        hospital="市第一人民医院",
        finding="正常" if fit else "强直性脊柱炎",
        on=bench.today,
        now=bench.now,
    )
    if not fit:
        detain.give_up(acting=bench.officer, measure=measure, grounds="体检不宜拘留", now=bench.now)
        return None
    moment = bench.now
    measure = detain.hand_over(
        acting=bench.officer,
        measure=measure,
        at=moment,
        custody="市拘留所",
        receipt=f"拘收{dossier.life.key}号",
        on=bench.today,
        now=bench.now,
    )
    moment = bench.now
    detain.tell_family(acting=bench.officer, measure=measure, at=moment, who="其配偶", on=bench.today, now=bench.now)
    return None


def free(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """He writes that he repents, and is let go when the president agrees. The clock lets go who does not."""
    bench, measure = dossier.bench, dossier.measure()
    if measure.state != _S.IN_FORCE:
        return f"measure_{measure.state}"
    detain.note_repentance(acting=bench.officer, measure=measure, at=bench.now, text="具结悔过", now=bench.now)
    ending.ask_release(acting=bench.officer, measure=measure, grounds="具结悔过", now=bench.now)
    return None


def fine(province: Province, dossier: Dossier, turn: Turn) -> None:
    """A fine is proposed."""
    lay(dossier, fine_order(dossier))


def fine_order(dossier: Dossier) -> Order:
    """A fine for what he did."""
    return Order(kind=_K.FINE, grounds="转移财产，拒不履行", misconduct=misconduct_of(dossier), amount=_FINE)


def pay_fine(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The decision is served; he asks for reconsideration, which stays nothing; the fine goes to the treasury."""
    bench, measure = dossier.bench, dossier.measure()
    if measure.state != _S.DECIDED:
        return f"measure_{measure.state}"
    moment = bench.now
    measure = serve.serve(acting=bench.officer, measure=measure, at=moment, how="直接送达", now=bench.now)
    reconsider.ask(acting=bench.officer, measure=measure, grounds="处罚过重", on=bench.today, now=bench.now)
    fines.note_payment(
        acting=bench.officer,
        measure=measure,
        amount=_FINE,
        paid_on=bench.today,
        voucher=f"库{dossier.life.key}",
        on=bench.today,
        now=bench.now,
    )
    return None


def send_up(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The upper court has the papers of the reconsideration."""
    bench = dossier.bench
    reconsider.send(acting=bench.officer, review=_review(dossier), received_on=bench.today, now=bench.now)


def hear_back(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The upper court upholds the fine."""
    bench = dossier.bench
    reconsider.note_decision(
        acting=bench.officer,
        review=_review(dossier),
        outcome=ReviewState.UPHELD,
        number=f"（2026）苏08司惩复{dossier.life.key}号",
        on=bench.today,
        now=bench.now,
    )


def _review(dossier: Dossier) -> Reconsideration:
    rows = Reconsideration.objects.select_related("measure__case__court", "measure__case__officer")
    return rows.select_related("measure__case__title", "measure__person").get(measure_id=dossier.measure_id)


def summon(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The debtor is called to come in the afternoon, and the summons is served."""
    bench = dossier.bench
    called = summon_flow(
        acting=bench.officer,
        case=dossier.case,
        person=dossier.debtor,
        reason="说明财产状况",
        place="执行局203室",
        summoned_for=bench.stage.moment + timedelta(hours=4),
        on=bench.today,
        now=bench.now,
    )
    conduct.note_service(acting=bench.officer, summons=called, on=bench.today, how="直接送达", now=bench.now)


def stay_away(province: Province, dossier: Dossier, turn: Turn) -> None:
    """He did not come: that he be brought is proposed."""
    bench = dossier.bench
    called = Summons.objects.get(case_id=dossier.case_id)
    called = conduct.note_attendance(acting=bench.officer, summons=called, came=False, now=bench.now)
    lay(dossier, Order(kind=_K.COMPEL, grounds="经传票传唤，无正当理由拒不到场", summons=called))


def bring_in(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """He is brought, questioned and let go within the hours."""
    bench, measure = dossier.bench, dossier.measure()
    if measure.state != _S.DECIDED:
        return f"measure_{measure.state}"
    measure = appear.bring_in(
        acting=bench.officer,
        measure=measure,
        at=bench.now,
        officers="甲（001）、乙（002）",
        on=bench.today,
        now=bench.now,
    )
    appear.question(acting=bench.officer, measure=measure, at=bench.now, note="说明财产去向", now=bench.now)
    appear.let_go(acting=bench.officer, measure=measure, at=bench.now, note="", on=bench.today, now=bench.now)
    return None


def ban(province: Province, dossier: Dossier, turn: Turn) -> None:
    """That he may not leave the country for some weeks is proposed."""
    until = dossier.bench.today + timedelta(days=40)
    lay(dossier, Order(kind=_K.EXIT_BAN, grounds="有出境可能，影响债务清偿", until=until))


def look_out(province: Province, dossier: Dossier, turn: Turn) -> None:
    """That the police look out for him, as long, is proposed."""
    until = dossier.bench.today + timedelta(days=30)
    lay(dossier, Order(kind=_K.LOOKOUT, grounds="下落不明，有出境可能", until=until))


def watch(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The border office, or the police, takes the request."""
    bench, measure = dossier.bench, dossier.measure()
    if measure.state != _S.DECIDED:
        return f"measure_{measure.state}"
    serve.tell_watchers(
        acting=bench.officer,
        measure=measure,
        at=bench.now,
        office="出入境边防检查站",
        receipt=f"回{dossier.life.key}",
        now=bench.now,
    )
    return None
