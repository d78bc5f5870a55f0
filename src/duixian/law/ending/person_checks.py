"""Whether the debtors were dealt with, the applicant heard, and who signed."""

from duixian.base.faults import Fault
from duixian.law.ending.answers import Answer, Idle, Met, Said, listed
from duixian.law.ending.facts import RoundEndFacts


def time(facts: RoundEndFacts) -> Answer:
    """More than three months since the case was filed, or resumed."""
    passed = (facts.on - facts.began_on).days
    if facts.on < facts.opens_on:
        return Fault(
            "round_end.too_early",
            "自立案之日起未超过三个月（第 {passed} 日）",
            "{day} 起方可终结本次执行程序（法〔2016〕373号第一条）",
            data={"passed": passed, "day": facts.opens_on.isoformat(), "step": "wait"},
        )
    return Met(Said("已 {passed} 日", {"passed": passed}))


def living(facts: RoundEndFacts) -> Answer:
    """Where all have died there is nobody whose property could come to light: the estate is asked, or it is ended."""
    if not facts.debtors:
        return Fault("round_end.no_debtor", "案件没有被执行人", "请核对当事人", data={"step": "case.parties"})
    alive = len(facts.living)
    if alive or any(not one.natural for one in facts.debtors):
        return Met(Said("{count} 名被执行人中 {alive} 名存续", {"count": len(facts.debtors), "alive": alive}))
    return Fault(
        "round_end.all_dead",
        "{count} 名被执行人均为已死亡的自然人",
        "请变更遗产继承人、管理人为被执行人；没有遗产可供执行的，终结执行（《民事诉讼法》第二百六十八条）",
        data={"count": len(facts.debtors), "step": "party.change"},
    )


def limits(facts: RoundEndFacts) -> Answer:
    """A consumption limit in force covers every debtor who lives."""
    free = [one.name for one in facts.living if not one.limit]
    if free:
        return Fault(
            "round_end.limits",
            "{count} 名被执行人没有生效的限制消费令：{names}",
            "请作出限制消费令；已解除的，核对解除理由",
            data={"count": len(free), "names": listed(free), "step": "list.limit"},
        )
    return Met(Said("{count} 名被执行人均在限制消费中", {"count": len(facts.living)}))


def whereabouts(facts: RoundEndFacts) -> Answer:
    """It is on record of each debtor where he is, or that he was looked for."""
    bare = [one.name for one in facts.living if one.whereabouts is None or one.whereabouts.on > facts.on]
    if bare:
        return Fault(
            "round_end.whereabouts",
            "{count} 名被执行人的下落没有记录：{names}",
            "请登记已到案或者住所；下落不明的，登记查找经过",
            data={"count": len(bare), "names": listed(bare), "step": "evidence.whereabouts"},
        )
    return Met(Said("{count} 名被执行人的下落均有记录", {"count": len(facts.living)}))


def obstruction(facts: RoundEndFacts) -> Answer:
    """Who obstructed was punished, and a crime was reported; that there was nothing of the kind is said and signed."""
    if facts.unpunished:
        return Fault(
            "round_end.unpunished",
            "有 {count} 项妨害执行的行为尚未处理",
            "请罚款、拘留；构成犯罪的，移送追究刑事责任",
            data={"count": facts.unpunished, "step": "measure.propose"},
        )
    if facts.obstruction is None or facts.obstruction.on > facts.on:
        return Fault(
            "round_end.obstruction",
            "没有记载有无妨害执行的行为以及如何处理",
            "请登记核查结果",
            data={"step": "evidence.obstruction"},
        )
    return Met(Said("{what}（{paper}）", {"what": facts.obstruction.what, "paper": facts.obstruction.document}))


def talk(facts: RoundEndFacts) -> Answer:
    """The applicant was told everything and heard, on a record not younger than the end (373号 art. 5)."""
    if facts.own_wish is not None and facts.own_wish.on <= facts.on:
        return Idle(Said("申请执行人自行申请终本（{paper}）", {"paper": facts.own_wish.document}))
    if facts.applicant_is_court:
        return Idle(Said("申请执行人为人民法院"))
    if facts.criminal_property:
        return Idle(Said("刑事裁判涉财产部分执行案件"))
    if facts.talk is None or facts.talk.on > facts.on:
        return Fault(
            "round_end.talk",
            "没有在此前与申请执行人约谈的笔录",
            "请告知案件执行情况、财产调查情况和终本的依据及后果，听取意见并制作笔录",
            data={"step": "evidence.talk"},
        )
    return Met(Said("{day} 约谈（{paper}）", {"day": facts.talk.on.isoformat(), "paper": facts.talk.document}))


def ruling(facts: RoundEndFacts) -> Answer:
    """The ruling is made with the end, in one act: claim, measures, property, what was paid, rights and duties."""
    return Idle(Said("裁定书在终本时一并制作，五项内容取自案卷"))


def consent(facts: RoundEndFacts) -> Answer:
    """The applicant signed, or a panel verified (民诉解释 517)."""
    if facts.applicant_signed is not None and facts.applicant_signed.on <= facts.on:
        return Met(Said("申请执行人 {day} 签字确认", {"day": facts.applicant_signed.on.isoformat()}))
    if facts.panel is not None and facts.panel.on <= facts.on:
        return Met(Said("合议庭 {day} 合议", {"day": facts.panel.on.isoformat()}))
    return Fault(
        "round_end.consent",
        "申请执行人没有签字确认，也没有合议庭评议笔录",
        "请取得签字，或者组成合议庭审查核实（民诉解释第五百一十七条）",
        data={"step": "evidence.applicant_signed"},
    )


def approval(facts: RoundEndFacts) -> Answer:
    """Signed by whom the law asks: the president, unless the applicant signed himself."""
    if facts.approved is None:
        return Fault("round_end.not_approved", "尚未审批", "请呈批", data={"step": "round.end"})
    signed = facts.applicant_signed is not None and facts.applicant_signed.on <= facts.on
    if not facts.approved.president and not signed:
        return Fault(
            "round_end.not_president",
            "申请执行人没有签字确认的，须经院长批准，现由{name}签批",
            "请报院长批准（民诉解释第五百一十七条）",
            data={"name": facts.approved.by, "step": "round.end"},
        )
    return Met(Said("{name} {day} 批准", {"name": facts.approved.by, "day": facts.approved.on.isoformat()}))
