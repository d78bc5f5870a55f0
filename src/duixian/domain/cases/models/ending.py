"""What the end of a round rests on: signed evidence, the end itself as it was judged, the searches after it, and the
resumption."""

import json
from typing import Any

from django.db import models

from duixian.domain.cases.models.approvals import Approval
from duixian.domain.cases.models.case import Case
from duixian.domain.courts.models import Court, Officer
from duixian.domain.parties.models import Person
from duixian.law.ending import EvidenceKind

_KINDS = {
    EvidenceKind.NOTICE_SERVED: "执行通知书送达",
    EvidenceKind.REPORT_SERVED: "报告财产令送达",
    EvidenceKind.REPORT_CHECKED: "财产报告核查",
    EvidenceKind.ASKED_OUTSIDE: "网络以外的查询",
    EvidenceKind.ON_SITE: "现场调查",
    EvidenceKind.PREMISES: "搜查",
    EvidenceKind.BOUNTY: "悬赏",
    EvidenceKind.AUDIT: "审计",
    EvidenceKind.INTEREST: "公积金、理财、保险、股息红利调查",
    EvidenceKind.CLUE: "收到财产线索",
    EvidenceKind.CLUE_CHECKED: "财产线索核实",
    EvidenceKind.UNEXECUTABLE: "财产不能执行的理由",
    EvidenceKind.WHEREABOUTS: "被执行人下落",
    EvidenceKind.OBSTRUCTION: "妨害执行的核查",
    EvidenceKind.TALK: "终本约谈",
    EvidenceKind.OWN_WISH: "申请执行人申请终本",
    EvidenceKind.APPLICANT_SIGNED: "申请执行人签字确认",
    EvidenceKind.PANEL: "合议庭评议",
}


class EvidenceRecord(models.Model):
    """What only an officer can know, said and signed: what was done `on` a day, by which paper, by whom.

    `subject` is a thing it is about ("asset:12", "clue:7"); `topics` the classes asked about, the members of a panel;
    `outcome` a word of the law (`law.ending.Unexecutable`). Never changed: a record that is wrong is replaced by
    another, which counts for nothing itself where it is `void`.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(kind.value, label) for kind, label in _KINDS.items()])
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40, blank=True)
    topics = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, blank=True)
    on = models.DateField()
    what = models.CharField(max_length=500)
    document = models.CharField(max_length=160)
    document_sha256 = models.CharField(max_length=64, blank=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    void = models.BooleanField(default=False)
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what__gt="", document__gt=""), name="cases_evidence_says_what_and_by_which_paper"
            ),
            models.CheckConstraint(
                condition=models.Q(void=False) | models.Q(replaces__isnull=False), name="cases_void_evidence_replaces"
            ),
        ]
        indexes = [models.Index(fields=["case", "kind", "-id"], name="cases_evidence_of_case")]


class RoundEnd(models.Model):
    """The end of a round (终本): the conditions as they were judged that day, frozen as text with its SHA-256, the
    approval they were signed under, and the ruling.

    `standing` until the case goes on: the database itself ends it, and lets a case be `round_ended` only while one
    stands. `search_until`: the last day of the half-yearly searches. Sums in fen.
    """

    class Consent(models.TextChoices):
        APPLICANT = "applicant", "申请执行人签字确认"
        PANEL = "panel", "合议庭合议、院长批准"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="round_ends")
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="+")
    consent = models.CharField(max_length=10, choices=Consent)
    ended_on = models.DateField()
    made_at = models.DateTimeField()
    evidence = models.TextField(help_text="各项条件的核查结果，JSON")
    evidence_sha256 = models.CharField(max_length=64)
    remaining_fen = models.BigIntegerField()
    ruling_number = models.CharField(max_length=80)
    ruling_sha256 = models.CharField(max_length=64)
    ruling_code = models.CharField(max_length=24)
    search_until = models.DateField()
    standing = models.BooleanField(default=True)
    entered_on = models.DateField(null=True, help_text="录入终本案件信息库之日")
    entry_number = models.CharField(max_length=80, blank=True)
    published_on = models.DateField(null=True, help_text="裁定书公开之日")
    published_at = models.CharField(max_length=160, blank=True, help_text="公开网址")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(standing=True), name="cases_one_standing_round_end"
            ),
            models.CheckConstraint(condition=models.Q(remaining_fen__gt=0), name="cases_round_end_leaves_a_rest"),
            models.CheckConstraint(
                condition=models.Q(ruling_number__gt="", ruling_sha256__gt=""), name="cases_round_end_has_a_ruling"
            ),
        ]
        indexes = [models.Index(fields=["court", "-ended_on"], name="cases_round_ends_of_court")]

    @property
    def checks(self) -> list[dict[str, Any]]:
        """The table of conditions as it was judged."""
        rows: list[dict[str, Any]] = json.loads(self.evidence)["checks"]
        return rows


class RoundEndQuery(models.Model):
    """One of the half-yearly searches after the end of a round (法〔2016〕373号 art. 9): due, launched, told.

    `search` is the id of the assets app's search, None where nothing could be asked (`left_out` says why); `found_fen`
    what could be executed of what came to light.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    round_end = models.ForeignKey(RoundEnd, on_delete=models.PROTECT, related_name="queries")
    place = models.SmallIntegerField(help_text="第几次")
    launched_on = models.DateField()
    search = models.BigIntegerField(null=True)
    left_out = models.JSONField(default=list)
    told_on = models.DateField(null=True, help_text="结果告知申请执行人之日")
    told_code = models.CharField(max_length=24, blank=True)
    found_fen = models.BigIntegerField(null=True)
    found = models.JSONField(default=list)

    class Meta:
        ordering = ("round_end", "place")
        constraints = [
            models.UniqueConstraint(fields=["round_end", "place"], name="cases_one_query_a_half_year"),
            models.CheckConstraint(
                condition=models.Q(told_on__isnull=True) | models.Q(found_fen__gte=0), name="cases_told_says_what"
            ),
        ]
        indexes = [
            models.Index(fields=["court"], name="cases_queries_untold", condition=models.Q(told_on__isnull=True))
        ]


class Resumption(models.Model):
    """A round taken up again (民诉解释 517 II), under a number of its own （年）…执恢N号; the case goes on."""

    class Ground(models.TextChoices):
        APPLICANT = "applicant", "申请执行人申请"
        FOUND = "found", "发现可供执行的财产"
        EX_OFFICIO = "ex_officio", "依职权"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="resumptions")
    round_end = models.OneToOneField(RoundEnd, on_delete=models.PROTECT, related_name="resumption")
    query = models.ForeignKey(RoundEndQuery, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    ground = models.CharField(max_length=12, choices=Ground)
    reason = models.CharField(max_length=300)
    resumed_on = models.DateField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__gt=""), name="cases_resumption_says_why"),
        ]
