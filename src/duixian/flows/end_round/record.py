"""Record what only an officer can know, with the limits it starts and meets; hold the talk and set its record."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import Asset
from duixian.domain.cases.models import Case, CaseRole, EvidenceRecord, Party
from duixian.domain.cases.services import course, ending
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.end_round.gather import gather
from duixian.flows.instruments.ending import issue_talk
from duixian.flows.open_nodes import open_nodes
from duixian.law.ending import EvidenceKind

CLUE_NODE = "verify_clue"


def record(*, acting: Acting, case: Case, said: EvidenceIn, now: datetime) -> EvidenceRecord:
    """Keep a signed record. A clue starts the days for verifying it, its verification meets them. Raises `BadInput`
    for a person, thing or clue that is none of this case's, and whatever `services.ending.record` finds."""
    require(acting, "round.record", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        clue = _of_this_case(case, said)
        kept = ending.record(acting=acting, case=case, said=said, now=now)
        if kept.kind == EvidenceKind.CLUE and not kept.void:
            open_nodes(case=case, rules=[CLUE_NODE], since=kept.on)
        if clue is not None and not kept.void and not _others_wait(clue):
            course.finish_node(case=case, rule=CLUE_NODE, on=kept.on, since=clue.on)
    return kept


def _of_this_case(case: Case, said: EvidenceIn) -> EvidenceRecord | None:
    """The clue a verification is about. Raises `BadInput` for a stranger or a thing of a stranger."""
    debtors = Party.objects.filter(case=case, role=CaseRole.DEBTOR)
    if said.person is not None and not debtors.filter(person=said.person).exists():
        raise BadInput(
            Fault(
                "evidence.stranger",
                "不是本案被执行人",
                "请从本案被执行人中选择",
                field="被执行人",
                value=said.person.name,
            )
        )
    kind, _, key = said.subject.partition(":")
    if kind == "asset" and not (
        key.isdigit() and Asset.objects.filter(pk=int(key), person_id__in=debtors.values("person_id")).exists()
    ):
        raise BadInput(
            Fault("evidence.asset", "不是本案被执行人的财产", "请从本案财产中选择", field="财产", value=said.subject)
        )
    if kind != "clue":
        return None
    clue = EvidenceRecord.objects.filter(case=case, kind=EvidenceKind.CLUE, pk=int(key) if key.isdigit() else 0).first()
    if clue is None or said.on < clue.on:
        raise BadInput(
            Fault("evidence.no_clue", "本案此前没有这条线索", "请从本案线索中选择", field="线索", value=said.subject)
        )
    return clue


def _others_wait(clue: EvidenceRecord) -> bool:
    """Whether another clue of that day has not been verified: they share one limit."""
    same_day = EvidenceRecord.objects.filter(case=clue.case_id, kind=EvidenceKind.CLUE, on=clue.on, void=False)
    checked = set(
        EvidenceRecord.objects.filter(case=clue.case_id, kind=EvidenceKind.CLUE_CHECKED, void=False).values_list(
            "subject", flat=True
        )
    )
    waiting = same_day.filter(replaced_by__isnull=True).exclude(pk=clue.pk)
    return any(f"clue:{row.pk}" not in checked for row in waiting)


def hold_talk(*, acting: Acting, case: Case, spoke_with: str, answer: str, on: date, now: datetime) -> EvidenceRecord:
    """Tell the applicant everything the record says, and write down the answer: set as a paper, kept as evidence (法
    〔2016〕373号 art. 5). Raises `BadInput` for a talk with nobody or without a word."""
    require(acting, "round.record", of_court=case.court_id)
    faults = [
        Fault("talk.empty", "须写明{name}", "请填写后重试", field=name, data={"name": name})
        for name, words in (("被约谈人", spoke_with), ("申请执行人的意见", answer))
        if not words.strip()
    ]
    if faults:
        raise BadInput(*faults)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        whole = Case.objects.select_related("court", "officer", "title").get(pk=case.pk)
        facts = gather(whole, on=on)
        made = issue_talk(
            acting=acting, case=whole, facts=facts, spoke_with=spoke_with.strip(), answer=answer.strip(), on=on, now=now
        )
        said = EvidenceIn(
            kind=EvidenceKind.TALK,
            on=on,
            what=f"与{spoke_with.strip()}约谈：{answer.strip()}",
            document=f"{made.title}（核验码 {made.verify_code}）",
            document_sha256=made.sha256,
        )
        return ending.record(acting=acting, case=whole, said=said, now=now)
