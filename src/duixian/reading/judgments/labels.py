"""What a sum is called, and what that makes of it: principal, penalty, interest, fee or costs."""

import re

from duixian.law.obligations import ItemKind

COSTS = (
    r"(?:一、二审|一审、二审|本案|一审|二审|再审|反诉|本诉|案件|全案|原审|诉讼|诉前|诉中|先予|财产|"
    r"证据|行为|执行|申请|另案|司法|鉴定|工程|造价|翻译|邮寄|公告|送达|其他|上诉|初审|各|的|、|及|"
    r"和)*"
    r"(?:案件受理费|受理费|诉讼费用?|诉讼保全费|保全申请费|财产保全申请费|申请保全费|保全费用?|申请费|"
    r"反诉费|公告费|鉴定费用?|评估费用?|鉴定人出庭费用?|审计费|"
    r"勘验费|翻译费|邮寄费|送达费|证人出庭费|仲裁费用?|执行费用?|申请执行费)"
)
_COSTS = re.compile(COSTS)
_SECURITY = re.compile(r"保险费|担保费|担保服务费|保函费|责任险|保证金")
_NOUN_ENDS = (
    "本金及利息|借款本金|贷款本金|投资本金|本金|本息|借款|贷款|欠款|货款|工程款|工程价款|价款|"
    "款项|房款|购房款|租金|租赁费|房租|占用费|使用费|补偿款|补偿金|补偿费|补偿|"
    "赔偿款|赔偿金|赔偿|保证金|履约保证金|质保金|押金|定金|订金|违约金|滞纳金|罚款|罚金|利息|"
    "罚息|复利|资金占用费|律师代理费|律师费|代理费|服务费|管理费|"
    "物业费|劳务费|劳务报酬|报酬|工资|奖金|津贴|加班费|经济补偿金|经济补偿|双倍工资|工资差额|"
    "差额|待遇|医疗费|护理费|误工费|营养费|交通费|住宿费|伙食补助费|抚慰金|"
    "丧葬费|死亡赔偿金|残疾赔偿金|生活费|抚养费|赡养费|扶养费|鉴定费|评估费|维修费|修复费用?|"
    "修理费|费用|合理费用|合理开支|合理支出|维权费用?|维权开支|开支|支出|损失|经济损失|损害|"
    "代偿款|垫付款|转让款|股权转让款|投资款|出资款|出资|股利|股款|收益|利润|分红|折价款|手续费|"
    "佣金|中介费|保险金|保险费|保险赔款|理赔款|担保费|公证费|公告费|检测费|运费|运输费|"
    "海运费|滞箱费|加工费|材料费|材料款|设备款|煤款|票据金额|票款|票据款|存款|资金|现金|彩礼|"
    "份额|余款|余额|尾款|首付款|预付款|进度款|结算款|保底收益|奖励款|承包费|许可费|使用许可费|"
    "差价|差价款|金额|债务|债权|总额|数额|学费|培训费|会员费|预付费|卡费|款|费|金|税款|税金|"
    "水费|电费|电梯费|装修款|代理费用|差旅费|调查取证费|取证费|购买费|公证费用|翻译费|搬迁费"
)
_NOUN = re.compile("|".join(sorted(_NOUN_ENDS.split("|"), key=len, reverse=True)))
_LEAD_IN = re.compile(
    r"(?:人民币|共计|合计|总计|共|计|为|：|各|的|约|等|金额|共同|总额|折合|（|大写|小写|，|约定|各项|"
    r"其中|、|及|和|以及|并|款项为)+$"
)
_NOISE = re.compile(
    r"^(?:）|的|等|其|该|本案|因|为|人民币|各项|上述|前述|共同|一次性|支付|：|，|、|及|和|以及|并|"
    r"与|连带|所欠|尚欠|欠付|拖欠|剩余|未付|相应)+"
)
_LONGEST = 40


def label_before(text: str, start: int, at: int) -> str:
    """The name of the sum at `at`: the words between `start` and it without fillers, 款项 if there are none."""
    words = text[start:at]
    words = re.sub(r"（[^（）]*）?", "", words)
    words = _LEAD_IN.sub("", words)
    words = _NOISE.sub("", words).strip("“”，。；：")
    return words[-_LONGEST:] if words else "款项"


def first_noun(text: str, start: int, end: int) -> int:
    """Where the first money noun in text[start:end] begins; `end` when there is none."""
    match = _NOUN.search(text, start, end)
    return match.start() if match else end


def kind_of(label: str) -> ItemKind:
    """The kind of a sum called `label`; several names at once (经济损失及合理开支) are principal."""
    if re.search(r"利息|罚息|复利", label) and not re.search(r"本金|本息|借款|贷款|货款|款及", label):
        return ItemKind.INTEREST
    if re.search(r"违约金|滞纳金", label) and not re.search(r"本金|货款|损失", label):
        return ItemKind.PENALTY
    if _SECURITY.search(label) and re.search(r"保全|担保费|保函", label):
        return ItemKind.FEE
    if re.search(r"损失|赔偿金|医疗费|货款|本金", label):
        return ItemKind.PRINCIPAL
    if re.search(r"律师|代理费|合理(?:费用|开支|支出)|维权|公证费|差旅费|取证费|实现债权", label):
        return ItemKind.FEE
    return ItemKind.COSTS if _COSTS.search(label) else ItemKind.PRINCIPAL


def is_costs(label: str) -> bool:
    """Whether `label` names court costs (案件受理费, 保全费, 鉴定费 …) and not, say, the premium of a security."""
    return bool(_COSTS.search(label)) and not _SECURITY.search(label)
