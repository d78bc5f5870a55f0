"""The sums the control scene ends with: our books against what the agencies themselves know, each reached apart."""

from typing import Any

from django.db.models import Count, Sum

from duixian.base.money import Fen
from duixian.domain.assets.models import (
    Asset,
    Budget,
    Control,
    ControlOrder,
    ControlState,
    Exemption,
    OrderExchange,
    OrderState,
)
from duixian.domain.courts import scope
from duixian.domain.funds.models import Receipt
from duixian.law.interest import PaymentSource
from duixian.ports.agencies import Act
from duixian.testing.scenes.control_field import UNDER_WAY, Field
from duixian.testing.scenes.outcome import Outcome

LIVING_STATES = (ControlState.IN_FORCE, ControlState.WAITING)


def check_sums(outcome: Outcome, agencies: Field) -> None:
    """Add every figure that must agree, once nothing is under way."""
    truth = agencies.truth()
    ours = {
        control["reference"]: (thing, control)
        for thing in truth.values()
        for control in thing["controls"]
        if control["court"] == agencies.signer.code
    }
    with scope.of_court(agencies.stage.court.pk):
        _calls(outcome)
        _holdings(outcome, ours)
        _limits(outcome, ours)
        _exempt(outcome, truth)
        _money(outcome, agencies, truth)


def calls_in_words(agencies: Field) -> str:
    """How much went to and fro."""
    with scope.of_court(agencies.stage.court.pk):
        orders = ControlOrder.objects.all()
        answered = orders.filter(state=OrderState.ANSWERED).count()
        exchanges = OrderExchange.objects.count()
        failed = OrderExchange.objects.filter(trusted=False).count()
        acts = dict(orders.order_by().values_list("act").annotate(n=Count("pk")))
    by_act = "、".join(f"{Act(act).name.lower()} {count:,}" for act, count in sorted(acts.items()))
    return (
        f"指令 {sum(acts.values()):,} 件（{by_act}），已答复 {answered:,} 件；收发 {exchanges:,} 次，"
        f"其中无有效答复而重试 {failed:,} 次；协助单位主动告知 {agencies.news} 件；漏失 0 件"
    )


def _calls(outcome: Outcome) -> None:
    orders = ControlOrder.objects.all()
    attempts = orders.aggregate(n=Sum("attempts"))["n"]
    outcome.check("每次收发均有留存", attempts, OrderExchange.objects.count(), "次")
    outcome.check("未有最终结果的指令", 0, orders.filter(state__in=UNDER_WAY).count(), "件")
    final = orders.filter(state__in=(OrderState.ANSWERED, OrderState.CANCELLED))
    outcome.check("已答复或撤销的指令 = 全部指令", orders.count(), final.count(), "件")
    trusted = OrderExchange.objects.filter(trusted=True, order__state=OrderState.ANSWERED)
    answered = orders.filter(state=OrderState.ANSWERED).count()
    outcome.check("有签名答复为证的已答复指令", answered, trusted.values("order_id").distinct().count(), "件")


def _holdings(outcome: Outcome, ours: dict[str, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    rows = {row.reference: row for row in Control.objects.filter(state__in=LIVING_STATES).select_related("asset")}
    standing = set(ControlOrder.objects.filter(standing=True).values_list("key", flat=True))
    theirs = {reference: control for reference, (thing, control) in ours.items() if _stands(thing, control, standing)}
    outcome.check("协助单位的控制 = 本院的控制", len(theirs), len(set(theirs) & set(rows)), "项")
    outcome.check("本院的控制 = 协助单位的控制", len(rows), len(set(theirs) & set(rows)), "项")
    held = sum(control["held"] for control in theirs.values())
    outcome.check("协助单位实际冻结 = 本院账面", held, sum(row.held_fen for row in rows.values() if row.divisible))
    ranks = sum(control["state"] == rows[reference].state for reference, control in theirs.items() if reference in rows)
    outcome.check("生效与轮候的状态相同", len(theirs), ranks, "项")


def _stands(thing: dict[str, Any], control: dict[str, Any], standing: set[str]) -> bool:
    """Whether it holds, waits, or may yet hold something: money deducted to the last fen, under a freeze that does not
    take what comes later, leaves an empty name."""
    money_gone = thing["balance"] is not None and control["state"] == "in_force" and control["held"] == 0
    hollow = money_gone and (control["ceiling"] == 0 or control["order_key"] not in standing)
    return control["state"] != "ended" and not hollow


def _limits(outcome: Outcome, ours: dict[str, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """What is held above the need, as the books have it and as the agencies do."""
    over = sum(max(0, row.divisible_fen - row.need_fen) for row in Budget.objects.all())
    outcome.check("账面超标的控制（可分割）", 0, over)
    needs = dict(Budget.objects.filter(person=None).values_list("case__number", "need_fen"))
    held: dict[str, Fen] = dict.fromkeys(needs, 0)
    for thing, control in ours.values():
        if thing["balance"] is not None and control["state"] == "in_force":
            held[control["case_number"]] = held.get(control["case_number"], 0) + control["held"]
    outcome.check("协助单位处超标的冻结", 0, sum(max(0, fen - needs[number]) for number, fen in held.items()))
    no_ground = [number for number, fen in held.items() if fen and not needs[number]]
    outcome.check("已清偿案件仍被冻结的款项", 0, sum(held[number] for number in no_ground))


def _exempt(outcome: Outcome, truth: dict[str, dict[str, Any]]) -> None:
    """Money the law keeps from the court, and people nobody asked about."""
    whole = Asset.objects.filter(exemption=Exemption.WHOLE).values_list("reference", flat=True)
    outcome.check("豁免财产被冻结或扣划", 0, sum(_taken(truth[one]) for one in whole if one in truth))
    short = 0
    for reference, exempt in Asset.objects.filter(exemption=Exemption.PART).values_list("reference", "exempt_fen"):
        thing = truth.get(reference)
        if thing is not None and _taken(thing):
            short += max(0, min(exempt, thing["opening"]) - (thing["balance"] - thing["held"]))
    outcome.check("生活必需费用短少", 0, short)
    known = set(ControlOrder.objects.values_list("id_number", flat=True))
    strangers = sum(1 for one in truth.values() if one["number"] not in known and (_taken(one) or _ours(one)))
    outcome.check("案外人财产被控制", 0, strangers, "项")


def _taken(thing: dict[str, Any]) -> Fen:
    held: Fen = thing["deducted"] + sum(control["held"] for control in _ours(thing))
    return held


def _ours(thing: dict[str, Any]) -> list[dict[str, Any]]:
    return [control for control in thing["controls"] if control["order_key"]]


def _money(outcome: Outcome, agencies: Field, truth: dict[str, dict[str, Any]]) -> None:
    paid = agencies.paid()
    sent = sum(one["amount"] for one in paid)
    outcome.check("协助单位扣划 = 汇出", sum(thing["deducted"] for thing in truth.values()), sent)
    came = Receipt.objects.filter(source=PaymentSource.DEDUCTED)
    outcome.check("汇出 = 到账并自动认领", sent, came.aggregate(fen=Sum("amount_fen", default=0))["fen"])
    known = ControlOrder.objects.filter(act=Act.DEDUCT, receipt__isnull=False).count()
    outcome.check("扣划指令与到账一一对应", len(paid), known, "笔")
    transit = Control.objects.aggregate(fen=Sum("transit_fen", default=0))["fen"]
    outcome.check("在途扣划款", 0, transit)
    told = Control.objects.aggregate(fen=Sum("deducted_fen", default=0))["fen"]
    outcome.check("本院账面扣划 = 汇出", sent, told)
