"""Whether an agency's answer may be believed: it must fit the order it answers, whoever signed it.

`check` judges the whole answer; one fault and nothing of it may be used. `usable_holdings` judges the things found one
by one; a bad one does not lose the others. Both are pure and hold for every adapter.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from duixian.base.faults import Fault
from duixian.base.identity import mask_id
from duixian.base.money import Fen, display
from duixian.ports.agencies import Act, Answer, Holding, Order, Outcome

SKEW: Final = timedelta(minutes=5)
"""How far an agency's clock may be behind or ahead of ours."""

_REMEDY: Final = "不采用该答复；请以同一指令再次查询，仍不符时向该机构核实"
_SET_ASIDE: Final = "该项财产暂不采用，其余财产照常使用；请向该机构核实"

_CARRIED_OUT: Final = frozenset({Outcome.DONE, Outcome.PARTIAL})
_TAKEN: Final = _CARRIED_OUT | {Outcome.WAITING}
_CONTROLLING: Final = frozenset({Act.FREEZE, Act.SEAL})
_BY_CONTROL: Final = frozenset({Act.RENEW, Act.RELEASE, Act.DEDUCT})
_WITH_MONEY: Final = frozenset({Act.FREEZE, Act.RELEASE, Act.DEDUCT})
_SHARE: Final = re.compile(r"(\d{1,9})/(\d{1,9})")


class Reason(StrEnum):
    """The reason codes that mean the same at every agency; an agency may have others of its own."""

    SUBJECT_UNKNOWN = "subject_unknown"  # 查无此人
    NAME_MISMATCH = "name_mismatch"  # 姓名与证件号码不一致
    SUBJECT_DEAD = "subject_dead"  # 已死亡
    SUBJECT_DISSOLVED = "subject_dissolved"  # 已注销
    ASSET_UNKNOWN = "asset_unknown"
    CONTROL_UNKNOWN = "control_unknown"
    CONTROL_ENDED = "control_ended"
    NOT_IN_FORCE = "not_in_force"  # a waiting control gives no right to the money
    ABOVE_HELD = "above_held"
    EARMARKED = "earmarked"
    CURRENCY_NOT_HELD = "currency_not_held"
    ACT_NOT_OFFERED = "act_not_offered"
    NOT_ENTITLED = "not_entitled"


def check(order: Order, answer: Answer, *, skew: timedelta = SKEW) -> tuple[Fault, ...]:
    """Everything in `answer` that contradicts `order`; empty if the answer may be used.

    Both carry times with a zone; `skew` is how much earlier than the order the answer may be dated.
    """
    return (
        *_of_another_order(order, answer),
        *_of_another_person(order, answer),
        *_out_of_time(order, answer, skew),
        *_wrong_amounts(order, answer),
        *_wrong_control(order, answer),
        *_empty_handed(answer),
    )


def usable_holdings(
    order: Order, answer: Answer, *, skew: timedelta = SKEW
) -> tuple[tuple[Holding, ...], tuple[Fault, ...]]:
    """The things found that may be used, and what is wrong with the others.

    If the answer as a whole fails `check`, nothing may be used and its faults come back. A thing listed twice alike
    counts once; listed twice differently, nobody knows which is true and neither is used.
    """
    whole = check(order, answer, skew=skew)
    if whole:
        return (), whole
    times = Counter(holding.reference for holding in answer.holdings)
    kept: dict[str, Holding] = {}
    faults: list[Fault] = []
    for position, holding in enumerate(answer.holdings, start=1):
        found = list(_wrong_holding(order, answer, holding, skew))
        twin = kept.get(holding.reference)
        if twin == holding:
            faults.append(
                _aside("listed_twice", "同一财产列出了两次，只计一次", position, "财产编号", holding.reference)
            )
            continue
        if times[holding.reference] > 1 and any(
            other != holding for other in answer.holdings if other.reference == holding.reference
        ):
            found.append(_fault("listed_twice", "同一财产列出了两次且内容不同", "财产编号", holding.reference))
        faults += [
            Fault(fault.code, fault.template, _SET_ASIDE, fault.field, fault.value, _place(position), fault.data)
            for fault in found
        ]
        if not found:
            kept[holding.reference] = holding
    return tuple(kept.values()), tuple(faults)


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: spaces, widths, brackets and the middle dot of long names do not count."""
    return _spelling(one) == _spelling(other)


_DOTS: Final = str.maketrans(dict.fromkeys("·•・‧⋅∙･.", "·"))


def _spelling(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).translate(_DOTS).upper()


# ------------------------------------------------------------------------------------------------------- whole answers


def _of_another_order(order: Order, answer: Answer) -> Iterator[Fault]:
    if answer.order_key != order.key:
        yield _fault("other_order", "答复的是另一份指令", "指令编号", answer.order_key)
    if answer.act is not order.act:
        yield _fault("other_act", "答复的措施不是指令所要求的", "措施", answer.act)


def _of_another_person(order: Order, answer: Answer) -> Iterator[Fault]:
    number, name = answer.subject_number, answer.subject_name
    if number and number.upper() != order.subject.id_number.upper():
        yield _fault("other_person", "答复的是另一人：证件号码不符", "证件号码", mask_id(number))
    if name and not same_name(name, order.subject.name):
        # The other name is not repeated: that person has nothing to do with the case. The exchange has it.
        yield _fault("other_person", "答复的是另一人：该证件号码登记的姓名与指令不符", "姓名")
    if answer.outcome in _TAKEN and not (name and number):
        yield _fault("person_missing", "答复没有写明登记的姓名和证件号码，不能确认是同一人", "姓名、证件号码")


def _out_of_time(order: Order, answer: Answer, skew: timedelta) -> Iterator[Fault]:
    if answer.answered_at.tzinfo is None:
        yield _fault("no_zone", "答复时间没有时区", "答复时间", answer.answered_at.isoformat())
    elif answer.answered_at < order.made_at - skew:
        yield _fault("before_order", "答复时间早于指令", "答复时间", answer.answered_at.isoformat())
    if answer.until is None:
        if order.until is not None and answer.outcome in _CARRIED_OUT:
            yield _fault("until_missing", "没有写明期限届满日", "期限届满日")
    elif order.until is not None and answer.until > order.until:
        yield _fault("until_beyond", "期限超过指令所要求的 {asked}", "期限届满日", str(answer.until), asked=order.until)


def _wrong_amounts(order: Order, answer: Answer) -> Iterator[Fault]:
    amount = answer.amount
    if answer.balance is not None and answer.balance < 0:
        yield _fault("negative", "余额为负数", "余额", display(answer.balance))
    if amount is None:
        if order.act in _WITH_MONEY and order.amount is not None and answer.outcome in _CARRIED_OUT:
            yield _fault("amount_missing", "没有写明办理的金额", "金额")
        return
    shown = display(amount)
    if amount < 0:
        yield _fault("negative", "金额为负数", "金额", shown)
    if answer.currency != order.currency:
        yield _fault("currency", "币种不是指令所要求的 {asked}", "币种", answer.currency, asked=order.currency)
    if order.act in _WITH_MONEY and order.amount is not None:
        yield from _against_ordered(order, answer, amount, order.amount)
    if order.act in (Act.FREEZE, Act.DEDUCT) and answer.outcome in _CARRIED_OUT:
        yield from _against_balance(order, answer, amount)


def _against_ordered(order: Order, answer: Answer, amount: Fen, ordered: Fen) -> Iterator[Fault]:
    if amount > ordered:
        yield _fault("above_ordered", "超过指令的金额 {ordered}", "金额", display(amount), ordered=display(ordered))
    elif answer.outcome is Outcome.PARTIAL and amount == ordered:
        yield _fault("partial_in_full", "称部分办理，金额却等于指令的金额", "结果", display(amount))
    elif answer.outcome is Outcome.DONE and 0 <= amount < ordered and order.act is not Act.RELEASE:
        yield _fault(
            "done_for_less", "称已办理，金额却少于指令的 {ordered}", "结果", display(amount), ordered=display(ordered)
        )


def _against_balance(order: Order, answer: Answer, amount: Fen) -> Iterator[Fault]:
    """What stays free for the debtor must stay free (查封规定 3)."""
    if answer.balance is None or answer.balance < 0 or amount <= 0:
        return
    left = answer.balance - (amount if order.act is Act.FREEZE else 0)
    if left < 0:
        yield _fault("above_balance", "冻结金额超过账户余额", "金额", display(amount))
    elif left < order.keep:
        yield _fault(
            "keep", "账户只留下 {left}，少于须保留的 {keep}", "余额", left=display(left), keep=display(order.keep)
        )


def _wrong_control(order: Order, answer: Answer) -> Iterator[Fault]:
    if order.act is not Act.QUERY and answer.outcome in _TAKEN and not answer.control:
        yield _fault("control_missing", "没有给出控制编号", "控制编号")
    if order.act in _BY_CONTROL and answer.control and answer.control != order.control:
        yield _fault("other_control", "答复的是另一项控制", "控制编号", answer.control)
    if order.asset and answer.asset and answer.asset != order.asset:
        yield _fault("other_asset", "答复的是另一项财产", "财产编号", answer.asset)
    if answer.rank is None:
        if order.act in _CONTROLLING and answer.outcome in _TAKEN:
            yield _fault("rank", "没有写明顺位", "顺位")
    elif answer.rank < 1 or (answer.outcome is Outcome.WAITING and answer.rank < 2):
        yield _fault("rank", "顺位不成立：生效为 1，轮候自 2 起", "顺位", str(answer.rank))
    elif order.act is Act.SEAL and answer.outcome is Outcome.DONE and answer.rank > 1:
        yield _fault("rank", "称已查封，顺位却在轮候", "顺位", str(answer.rank))


def _empty_handed(answer: Answer) -> Iterator[Fault]:
    """Who did nothing has nothing to show."""
    if answer.outcome in _TAKEN:
        return
    if answer.amount:
        yield _fault("contradiction", "称没有办理，却写有金额", "金额", display(answer.amount))
    if answer.holdings:
        yield _fault("contradiction", "称没有查到或尚未办理，却列有财产", "财产", str(len(answer.holdings)))


# ------------------------------------------------------------------------------------------------------ single holdings


def _wrong_holding(order: Order, answer: Answer, holding: Holding, skew: timedelta) -> Iterator[Fault]:
    if order.asset and holding.reference != order.asset:
        yield _fault("other_asset", "不是指令所问的财产", "财产编号", holding.reference)
    if holding.currency != order.currency:
        yield _fault("currency", "币种不是指令所要求的 {asked}", "币种", holding.currency, asked=order.currency)
    for word, amount in (("余额", holding.balance), ("可用余额", holding.available), ("价值", holding.value)):
        if amount is not None and amount < 0:
            yield _fault("negative", "金额为负数", word, display(amount))
    if holding.balance is not None and holding.available is not None and holding.available > holding.balance:
        yield _fault("available_above_balance", "可用余额大于余额", "可用余额", display(holding.available))
    if holding.as_of.tzinfo is None:
        yield _fault("no_zone", "截至时间没有时区", "截至时间", holding.as_of.isoformat())
    elif _after(holding.as_of, answer.answered_at, skew):
        yield _fault("after_answer", "截至时间晚于答复时间", "截至时间", holding.as_of.isoformat())
    yield from _wrong_parts(holding)


def _after(moment: datetime, answered: datetime, skew: timedelta) -> bool:
    return moment > answered + skew


def _wrong_parts(holding: Holding) -> Iterator[Fault]:
    for share in (holding.share, *(owner.share for owner in holding.co_owners if owner.share)):
        parts = _SHARE.fullmatch(share)
        if not parts or not 0 < int(parts[1]) <= int(parts[2]):
            yield _fault("share", "份额不成立", "份额", share)
    for charge in holding.charges:
        if charge.secured is not None and charge.secured < 0:
            yield _fault("negative", "金额为负数", "担保金额", display(charge.secured))
    for control in holding.controls:
        if control.rank < 1:
            yield _fault("rank", "顺位不成立：生效为 1，轮候自 2 起", "顺位", str(control.rank))
        if control.amount is not None and control.amount < 0:
            yield _fault("negative", "金额为负数", "控制金额", display(control.amount))


def _place(position: int) -> str:
    return f"第 {position} 项财产"


def _aside(code: str, template: str, position: int, field: str, value: str) -> Fault:
    return Fault(f"answer.{code}", template, "已按一项处理", field, value, _place(position))


def _fault(code: str, template: str, field: str, value: str = "", **data: object) -> Fault:
    return Fault(
        f"answer.{code}", template, _REMEDY, field, value, data={name: str(each) for name, each in data.items()}
    )
