"""What an act of the trail is called on a page. An act without a name here shows its code: nothing is hidden."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from duixian.faces.desk.disposal.wording import TRAIL

NAMES: Mapping[str, str] = {
    "account.login": gettext_noop("登录"),
    "account.enrol": gettext_noop("启用二次验证并登录"),
    "account.password": gettext_noop("更改密码"),
    "account.renew_codes": gettext_noop("重新生成恢复码"),
    "case.file": gettext_noop("立案"),
    "case.assign": gettext_noop("分案"),
    "case.notify": gettext_noop("发出执行通知"),
    "case.close": gettext_noop("结案"),
    "case.suspend": gettext_noop("中止执行"),
    "case.resume": gettext_noop("恢复执行"),
    "case.receive": gettext_noop("案款到账"),
    "case.rest": gettext_noop("继续终本"),
    "case.end_round": gettext_noop("终结本次执行程序"),
    "case.waive_fee": gettext_noop("免交执行费"),
    "case.elect_renminbi": gettext_noop("选择按人民币计算"),
    "case.exclude_period": gettext_noop("登记不计加倍利息的期间"),
    "node.done": gettext_noop("办结节点"),
    "instrument.issue": gettext_noop("制作文书"),
    "batch.order": gettext_noop("交办集约事项"),
    "batch.row": gettext_noop("集约办理一件"),
    "case.export": gettext_noop("导出案件清单"),
    "court.set": gettext_noop("设定本院参数"),
    "staff.take_on": gettext_noop("增加人员"),
    "party.name_account": gettext_noop("登记收款账户"),
    "party.unmask": gettext_noop("查看完整号码"),
    "funds.open_bank_account": gettext_noop("开立案款账户"),
    "funds.import_statement": gettext_noop("导入银行对账单"),
    "funds.map_statement": gettext_noop("确认对账单栏目"),
    "funds.identify": gettext_noop("认领到账"),
    "funds.settle_doubt": gettext_noop("核对疑似重复的流水"),
    "funds.take_back": gettext_noop("撤回认领"),
    "plan.draft": gettext_noop("拟定分配方案"),
    "plan.confirm": gettext_noop("审批分配方案"),
    "plan.serve": gettext_noop("送达分配方案"),
    "plan.object": gettext_noop("对分配方案提出异议"),
    "plan.settle_objection": gettext_noop("处理分配异议"),
    "plan.carry_out": gettext_noop("执行分配方案"),
    "plan.cancel": gettext_noop("撤销分配方案"),
    "payout.make": gettext_noop("拟制发放批次"),
    "payout.check": gettext_noop("复核发放批次"),
    "payout.approve": gettext_noop("审批发放批次"),
    "payout.send": gettext_noop("提交银行"),
    "payout.cancel": gettext_noop("撤回发放批次"),
    "payout.results": gettext_noop("读入支付结果"),
    "payout.returned": gettext_noop("支付后退回"),
    "reconcile.keep": gettext_noop("保存对账结果"),
    "reconcile.sign": gettext_noop("签署对账结果"),
    "misconduct.note": gettext_noop("登记妨害行为"),
    "summons.make": gettext_noop("制作传票"),
    "summons.serve": gettext_noop("送达传票"),
    "summons.attendance": gettext_noop("登记传唤到场"),
    "approval.propose": gettext_noop("呈批"),
    "approval.approved": gettext_noop("批准"),
    "approval.declined": gettext_noop("不予批准"),
    "approval.withdrawn": gettext_noop("撤回呈批"),
    "measure.propose": gettext_noop("呈请强制措施"),
    "measure.approve": gettext_noop("决定强制措施"),
    "measure.carry_out": gettext_noop("实施强制措施"),
    "measure.finish": gettext_noop("强制措施实施完毕"),
    "measure.lift": gettext_noop("解除强制措施"),
    "measure.revoke": gettext_noop("撤销强制措施"),
    "measure.defer": gettext_noop("暂缓实施强制措施"),
    "measure.renew": gettext_noop("续行强制措施"),
    "measure.lapse": gettext_noop("强制措施期满"),
    "fine.pay": gettext_noop("登记罚款缴纳"),
    **TRAIL,
}


def name(act: str) -> str:
    """The act in the reader's language."""
    known = NAMES.get(act)
    return gettext(known) if known else act
