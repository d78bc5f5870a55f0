"""Clues: one record for a person, a case and a conduct, however often it was told; and those that go elsewhere."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person
from duixian.domain.refusals.models.case import ConductKind, RefusalCase


class SourceKind(models.TextChoices):
    """Where a clue came from."""

    APPLICANT = "applicant", "申请执行人"
    SWEEP = "sweep", "系统排查"
    ENDED_CASES = "ended_cases", "终本案件排查"
    HOTLINE = "hotline", "举报电话"
    BANK = "bank", "协助单位"
    OFFICER = "officer", "承办人发现"


class Clue(models.Model):
    """What somebody is said to have done. `sum_fen`: the most any source says it is about; `refusal` the case of the
    library it belongs to. Told again, it stays one."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="clues")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    conduct = models.CharField(max_length=24, choices=ConductKind)
    text = models.CharField(max_length=500)
    sum_fen = models.BigIntegerField(default=0)
    found_on = models.DateField()
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("-found_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["refusal", "conduct"], name="refusals_one_clue_a_conduct"),
            models.CheckConstraint(condition=models.Q(text__gt="", sum_fen__gte=0), name="refusals_a_clue_says_what"),
        ]
        indexes = [
            models.Index(fields=["court", "-found_on"], name="refusals_clues_newest"),
            models.Index(fields=["case", "person"], name="refusals_clues_of_person"),
        ]


class ClueSource(models.Model):
    """One telling of a clue. `reporter` and `contact` are read only by `services.clues.reveal`, with a reason on the
    trail; `mark` makes the same telling known again (a finding of the same detector on the same rows, the same letter).
    `evidence`: what it points to, as given. Never changed."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=12, choices=SourceKind)
    text = models.TextField()
    reporter = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    detector = models.CharField(max_length=40, blank=True)
    score = models.SmallIntegerField(null=True, help_text="千分")
    evidence = models.JSONField(default=list)
    mark = models.CharField(max_length=64)
    received_on = models.DateField()
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("received_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["clue", "mark"], name="refusals_a_telling_counts_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="sweep") | models.Q(detector__gt=""),
                name="refusals_a_sweep_names_its_detector",
            ),
        ]


class HandedOver(models.Model):
    """A clue about somebody of the court itself: handed to discipline and inspection. Of what it says nothing is kept
    here but its fingerprint, so that whoever took it can show which paper it was."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=SourceKind)
    received_on = models.DateField()
    office = models.CharField(max_length=80)
    receipt = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    handed_by = models.CharField(max_length=80)
    handed_at = models.DateTimeField()

    class Meta:
        ordering = ("-handed_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["court", "sha256"], name="refusals_handed_over_once"),
            models.CheckConstraint(
                condition=models.Q(office__gt="", receipt__gt=""), name="refusals_handed_over_against_receipt"
            ),
        ]
