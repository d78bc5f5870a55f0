"""What the database refuses about measures, in our words: the names of its constraints, and what to do about each."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, transaction

from duixian.base.faults import Fault, Refused

REFUSALS: Final[Mapping[str, Fault]] = {
    "measures_once_for_one_act": Fault(
        "measure.twice",
        "对同一行为已经决定过同一种措施，不得再次适用",
        "发生新的妨害行为的，另行登记后再呈批（民诉解释第一百八十四条）",
        field="行为",
    ),
    "measures_once_for_one_summons": Fault(
        "measure.summons_used", "已据该传票拘传过一次", "请重新送达传票", field="传票"
    ),
    "measures_one_ban_at_a_time": Fault(
        "measure.ban_twice", "对其已有同一种措施", "期限不足的，请办理续行", field="措施"
    ),
    "measures_nobody_decides_the_own_proposal": Fault(
        "approval.own", "不能审批自己呈批的事项", "请由其他有权人员审批", field="审批人"
    ),
    "measures_the_president_decides": Fault("measure.president", "须由院长批准", "请呈报院长", field="审批人"),
    "measures_detention_is_fifteen_days_at_most": Fault(
        "measure.days", "拘留不得超过十五日（民事诉讼法第一百一十八条）", "请更正期限", field="拘留日数"
    ),
    "measures_fine_within_the_law": Fault(
        "measure.amount", "罚款超过法定上限（民事诉讼法第一百一十八条）", "请更正金额", field="罚款金额"
    ),
    "measures_case_takes_measures": Fault(
        "measure.case_state", "案件目前的状态不能采取强制措施", "恢复执行后再呈批", field="案件状态"
    ),
    "measures_only_people": Fault(
        "measure.organisation", "单位不能拘传、拘留、限制出境或者临控", "可对其负责人采取", field="措施对象"
    ),
    "measures_no_minors": Fault("measure.minor", "未成年人不采取此项措施", "向其法定代理人释明", field="措施对象"),
    "measures_protected_people": Fault(
        "measure.protected", "其身份或者身体情况不能采取此项措施", "请核对已登记的情况", field="措施对象"
    ),
    "measures_answers_the_own_act": Fault(
        "measure.other_act", "该行为不是其本人或者其所代表的单位在本案中所为", "请核对所登记的行为", field="行为"
    ),
    "measures_a_summons_was_ignored": Fault(
        "measure.no_summons", "没有经传票传唤无正当理由拒不到场的记录", "请先送达传票并登记是否到场", field="传票"
    ),
    "measures_only_the_fit_are_detained": Fault(
        "measure.unfit", "未经体检或者体检不宜拘留，不能送拘", "先体检；不宜拘留的暂缓或者撤销", field="体检"
    ),
    "measures_acts_are_signed": Fault("measure.unsigned", "没有对该措施的相应审批", "请先呈院长审批", field="审批"),
    "measures_no_early_end": Fault(
        "release.early",
        "拘留期限未满",
        "提前解除须由被拘留人具结悔过并经院长批准（民诉解释第一百八十二条）",
        field="释放时间",
    ),
    "measures_released_once": Fault("release.twice", "离开、释放的时间已经登记", "请查看措施的记录", field="释放时间"),
    "measures_women_are_searched_by_women": Fault(
        "spot.woman", "搜查妇女的身体，应当由女执行人员进行", "请由女执行人员搜查", field="搜查人"
    ),
    "measures_a_fine_is_paid_once": Fault(
        "fine.too_much", "缴纳合计超过罚款，或者罚款尚未生效、已经缴清", "请核对金额", field="缴纳金额"
    ),
    "measures_a_voucher_counts_once": Fault(
        "fine.voucher", "该缴款凭证已经登记", "每张凭证只登记一次", field="缴款凭证"
    ),
    "measures_one_act_is_entered_once": Fault(
        "misconduct.twice", "该行为已经登记", "请使用已登记的行为；新的行为填写其发生日期", field="行为"
    ),
    "measures_one_summons_an_hour": Fault(
        "summons.twice", "同一时间的传票已经制作", "请核对传唤时间", field="传唤时间"
    ),
    "measures_summons_is_fixed": Fault("summons.fixed", "传票的送达和到场情况已经登记", "不能更改", field="传票"),
    "measures_one_fact_at_a_time": Fault(
        "circumstance.twice", "该情况已经登记", "有变化的，先登记其终止", field="情况"
    ),
    "measures_one_reconsideration": Fault("review.twice", "对该决定已经申请过复议", "复议只能申请一次", field="复议"),
    "measures_record_is_past": Fault("record.future", "登记的时间在将来", "请更正时间", field="时间"),
    "measures_only_reduced": Fault("measure.heavier", "复议不得加重", "请核对复议决定", field="复议结果"),
    "measures_end_after_the_beginning": Fault("measure.times", "结束时间早于开始时间", "请更正时间", field="结束时间"),
}


@contextmanager
def refusing() -> Iterator[None]:
    """A savepoint whose refusal by the database becomes `Refused`; the transaction around it stays usable."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        diag = getattr(error.__cause__, "diag", None)
        fault = REFUSALS.get(getattr(diag, "constraint_name", None) or "")
        if fault is None:
            raise
        raise Refused(fault) from error
