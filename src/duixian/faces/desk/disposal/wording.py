"""What the acts and states of a disposal are called on a page."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

STEPS: Mapping[str, str] = {
    "start": gettext_noop("启动处置"),
    "approve": gettext_noop("审批处置（拍卖裁定）"),
    "choose_platform": gettext_noop("选定平台"),
    "ask_price": gettext_noop("询价"),
    "extend_inquiry": gettext_noop("延长评估期限"),
    "price_reported": gettext_noop("取得询价、评估结果"),
    "price_served": gettext_noop("送达报告"),
    "object_to_price": gettext_noop("对报告提出异议"),
    "answer_objection": gettext_noop("处理对报告的异议"),
    "price_fixed": gettext_noop("询价办结"),
    "price_failed": gettext_noop("询价未果"),
    "fix_price": gettext_noop("确定参考价"),
    "reprice": gettext_noop("重新确定参考价"),
    "panel": gettext_noop("合议庭成员同意竞价条件"),
    "tell_no_surplus": gettext_noop("通知申请执行人无剩余可能"),
    "ask_to_go_on": gettext_noop("申请执行人申请继续拍卖"),
    "announce": gettext_noop("发布一拍公告"),
    "announce_second": gettext_noop("发布二拍公告"),
    "announce_sale": gettext_noop("发布变卖公告"),
    "send_round": gettext_noop("送交平台发布"),
    "round_given": gettext_noop("平台已发布"),
    "round_refused": gettext_noop("平台未发布"),
    "round_taken_back": gettext_noop("平台已撤下"),
    "round_kept": gettext_noop("平台未撤下"),
    "open": gettext_noop("竞价开始"),
    "knock_down": gettext_noop("成交"),
    "fail": gettext_noop("流拍"),
    "pay": gettext_noop("价款付清"),
    "default": gettext_noop("认定悔拍"),
    "apply_forfeited": gettext_noop("处理悔拍保证金"),
    "rule": gettext_noop("裁定送达，所有权转移"),
    "hand_over": gettext_noop("移交"),
    "ask_creditors": gettext_noop("询问债权人是否接受抵债"),
    "creditor_answers": gettext_noop("债权人答复"),
    "set_off": gettext_noop("以物抵债"),
    "return": gettext_noop("退还被执行人"),
    "stop": gettext_noop("暂缓、中止"),
    "withdraw": gettext_noop("撤回"),
    "annul": gettext_noop("撤销拍卖"),
    "resume_priced": gettext_noop("恢复处置"),
    "resume_announced": gettext_noop("恢复公告"),
    "resume_bidding": gettext_noop("恢复竞价"),
    "resume_second": gettext_noop("恢复二拍"),
    "resume_sale": gettext_noop("恢复变卖"),
}

TRAIL: Mapping[str, str] = {f"disposal.{act}": words for act, words in STEPS.items()} | {
    "disposal.import": gettext_noop("导入平台结果"),
    "bidder.register": gettext_noop("竞买人报名"),
    "bidder.bar": gettext_noop("禁止竞买"),
    "sale.rule": gettext_noop("作出成交裁定"),
    "sale.credit": gettext_noop("债权冲抵价款"),
    "setoff.rule": gettext_noop("作出抵债裁定"),
}
"""Acts of the trail, for the page of the whole trail."""


def step(act: str) -> str:
    """A step of the timeline in the reader's language."""
    known = STEPS.get(act)
    return gettext(known) if known else act


def masked_name(name: str) -> str:
    """A bidder's name as the court's own pages show it without need: the first character only."""
    return f"{name[:1]}{'*' * min(3, max(1, len(name) - 1))}" if name else ""
