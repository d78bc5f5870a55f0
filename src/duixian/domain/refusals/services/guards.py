"""What the database refuses about refusal cases, in our words: the names of its constraints, and what to do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, transaction

from duixian.base.faults import Fault, Refused

REFUSALS: Final[Mapping[str, Fault]] = {
    "refusals_one_open_case_a_person": Fault(
        "refusal.open", "该人在本案中已有在办的拒执记录", "请在该记录中补充", field="当事人"
    ),
    "refusals_case_is_open": Fault("refusal.closed", "执行案件已经结案", "请核对案件", field="案件"),
    "refusals_no_minors_nor_the_dead": Fault(
        "refusal.spared", "未成年人和已经死亡的人不进入拒执程序", "终止办理", field="当事人"
    ),
    "refusals_a_party_of_the_case": Fault(
        "refusal.stranger", "不是本案的被执行人或者担保人", "案外人只能作为共犯另行登记", field="当事人"
    ),
    "refusals_an_accomplice_has_a_principal": Fault(
        "refusal.principal", "共犯须关联本案另一人的拒执记录", "请先登记被执行人的记录", field="共犯"
    ),
    "refusals_an_accomplice_knew_and_colluded": Fault(
        "refusal.not_colluding",
        "案外人只有明知且通谋的，才以共犯论处（法释〔2024〕13号第八条）",
        "写明其明知和通谋的证据",
        field="共犯",
    ),
    "refusals_is_fixed": Fault("refusal.fixed", "登记的当事人不能更改", "登记有误的，排除后重新登记", field="当事人"),
    "refusals_said_stands": Fault("refusal.said", "移送以后不能更改所认定的情况", "另行函告公安机关", field="情况"),
    "refusals_moves_on": Fault("refusal.moved_on", "该记录目前不能这样办理", "请刷新后查看", field="状态"),
    "refusals_nobody_studies_alone": Fault(
        "refusal.alone", "研判须两人以上，且多数同意", "请补充研判人员和意见", field="研判"
    ),
    "refusals_no_referral_unwarned": Fault(
        "refusal.unwarned", "告知书未送达或者期限未满，不得移送", "期满后再移送", field="告知书"
    ),
    "refusals_referral_is_signed": Fault("refusal.unsigned", "移送须经审批", "请先呈批", field="审批"),
    "refusals_packs_are_whole": Fault(
        "refusal.proofs", "缺少身份、执行依据或者送达的证据", "补齐后再移送", field="证据"
    ),
    "refusals_stage_has_its_ground": Fault(
        "refusal.ground", "没有相应的文书或者记录", "先登记所依据的文书", field="文书"
    ),
    "refusals_members_of_the_court": Fault(
        "refusal.member", "研判人员应为本院在职人员", "请核对人员", field="研判人员"
    ),
    "refusals_each_speaks_once": Fault("refusal.twice", "同一人只发表一次意见", "请核对人员", field="研判人员"),
    "refusals_one_warning_runs": Fault("refusal.warned", "已有一份告知书在期限内", "期满后再办理", field="告知书"),
    "refusals_warning_gives_days": Fault("refusal.warning_days", "告知书所给的期限不足", "请更正期限", field="限期"),
    "refusals_warning_stands": Fault(
        "refusal.warning_stands", "告知书的送达和结果已经登记", "不能更改", field="告知书"
    ),
    "refusals_service_is_proved": Fault(
        "refusal.service", "送达日期有误，或者没有写明送达方式", "请按回证填写", field="送达"
    ),
    "refusals_referral_stands": Fault("refusal.referral_stands", "移送材料已经形成", "不能更改", field="移送"),
    "refusals_sent_is_signed": Fault("refusal.not_signed", "移送材料尚未签名", "签名后再送交", field="移送"),
    "refusals_received_against_receipt": Fault(
        "refusal.receipt", "须有公安机关的回执，且不早于送交之日", "请按回执填写", field="回执"
    ),
    "refusals_money_counts_once": Fault("refusal.counted", "该到账已经计入履行", "每笔到账只计一次", field="到账"),
    "refusals_silence_lasted": Fault(
        "refusal.not_silent", "公安机关的答复期限尚未届满", "期限届满后再办理", field="自诉"
    ),
    "refusals_a_private_suit_is_filed": Fault(
        "refusal.private_paper", "须写明自诉案号、立案日期和受到侵害的证明", "请按立案通知填写", field="自诉"
    ),
    "refusals_private_ground_stands": Fault("refusal.private_ground", "自诉的情形已经登记", "不能更改", field="自诉"),
    "refusals_an_answer_once": Fault("refusal.answer_twice", "该答复已经登记", "每份文书只登记一次", field="文书"),
    "refusals_a_charge_once": Fault("refusal.charge_twice", "该决定已经登记", "每份文书只登记一次", field="文书"),
    "refusals_a_verdict_once": Fault("refusal.verdict_twice", "该判决已经登记", "每份文书只登记一次", field="文书"),
    "refusals_one_supervision_runs": Fault(
        "refusal.supervised", "检察机关的监督正在进行", "登记其结果后再办理", field="监督"
    ),
    "refusals_a_penalty_within_the_statute": Fault(
        "refusal.penalty",
        "刑期与刑种不符：有期徒刑为六个月至七年，拘役为一个月至六个月",
        "请按判决书填写",
        field="刑罚",
    ),
    "refusals_a_fine_has_its_sum": Fault("refusal.fine", "罚金数额与刑罚不符", "请按判决书填写", field="罚金"),
    "refusals_done_in_order": Fault("refusal.when", "行为的起止时间颠倒", "请更正时间", field="时间"),
    "refusals_ability_has_its_sum": Fault(
        "refusal.ability", "没有履行能力的不填数额", "请核对履行能力", field="履行能力"
    ),
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
