"""What the database refuses about controls, in our words: the names of its constraints, and what to do about each."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, transaction

from duixian.base.faults import Fault, Refused

REFUSALS: Final[Mapping[str, Fault]] = {
    "assets_never_over_control": Fault(
        "control.over",
        "控制的财产将超过本案所需，已拒绝（查封规定第十九条）",
        "请减少金额，或先解除其他控制",
        field="控制金额",
    ),
    "assets_excess_is_released": Fault(
        "control.excess",
        "所需数额下降后，超出部分没有同时解除（查封规定第十九条）",
        "请先办理超出部分的解除",
        field="所需数额",
    ),
    "assets_need_is_stated": Fault(
        "control.need_missing", "尚未载明本案所需控制的数额", "请先核定所需数额", field="所需数额"
    ),
    "assets_exempt_is_untouched": Fault(
        "control.exempt",
        "该财产依法豁免，或控制后留下的数额低于须保留的部分（查封规定第三条）",
        "请改选其他财产，或减少金额",
        field="财产",
    ),
    "assets_control_fits_the_thing": Fault(
        "control.other_thing", "财产不属于该被执行人或者不能这样控制", "请核对财产与被执行人", field="财产"
    ),
    "assets_control_moves_on": Fault(
        "control.moved_on", "该项控制的状态已变更，不能再办理", "请刷新后查看", field="控制"
    ),
    "assets_control_is_fixed": Fault(
        "control.fixed", "控制的案件、财产和方式不能更改", "请解除后另行办理", field="控制"
    ),
    "assets_control_starts_as_order": Fault("control.start", "控制须先经通知协助", "请先制作协助通知", field="控制"),
    "assets_control_in_bounds": Fault("control.bounds", "金额超出该项控制的范围", "请核对金额", field="控制金额"),
    "assets_control_has_an_end": Fault("control.no_end", "控制没有写明届满日", "请填写期限", field="期限"),
    "assets_one_control_of_a_case_on_a_thing": Fault(
        "control.twice", "本案对该财产已有控制", "请办理续行或者变更，不必重复控制", field="财产"
    ),
    "assets_third_party_debt_is_fixed": Fault(
        "third_party.fixed", "到期债权的当事人和数额不能更改", "请终止后重新拟定", field="到期债权"
    ),
    "assets_one_act_on_site_at_a_time": Fault(
        "on_site.twice", "同一事项已经拟定，尚未办结", "请先办理或者撤销原有事项", field="现场办理"
    ),
    "assets_on_site_by_two_officers": Fault(
        "on_site.two_officers", "现场执行须由两名不同的执行人员办理并制作笔录", "请补全人员和笔录", field="执行人员"
    ),
    "assets_on_site_moves_on": Fault(
        "on_site.moved_on", "该现场事项已经办结或者撤销", "请刷新后查看", field="现场办理"
    ),
    "assets_on_site_is_approved_by_another": Fault(
        "on_site.own", "不能审批自己拟定的现场事项", "请由另一名有审批权的人员办理", field="现场办理"
    ),
    "assets_one_written_answer_counts": Fault(
        "written.twice", "该指令的书面答复已经确认", "无须再次确认", field="书面答复"
    ),
    "assets_written_answer_by_two": Fault(
        "written.own", "不能确认自己录入的书面答复", "请由另一名有审批权的人员对照原件确认", field="书面答复"
    ),
    "assets_lapse_is_decided_by_two": Fault(
        "control.lapse_by_two", "不再续行须由一人决定、另一人确认", "请由另一人确认", field="控制"
    ),
}


def refusal(error: DatabaseError) -> Exception:
    """The database's refusal in our words, or the error itself when it is none we know."""
    diag = getattr(error.__cause__, "diag", None)
    fault = REFUSALS.get(getattr(diag, "constraint_name", None) or "")
    return error if fault is None else Refused(fault)


@contextmanager
def refusing() -> Iterator[None]:
    """A savepoint whose refusal by the database becomes `Refused`; the transaction around it stays usable."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        raise refusal(error) from error
