"""Changes and additions of parties, and on what those who joined later stand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from duixian.domain.cases.models.case import Case, Party
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person


class PartyChange(models.Model):
    """An application to change or add a party (变更追加规定). `ground` names a row of `duixian.law.parties_change`;
    `present` is the party whose side or place it concerns, `joining` who joins; `ceiling_fen` the most he answers for,
    None where there is no sum. `found` keeps what was alleged and shown: forms, flags, evidence."""

    class State(models.TextChoices):
        APPLIED = "applied", "审查中"
        GRANTED = "granted", "裁定变更、追加"
        REJECTED = "rejected", "裁定驳回"
        SERVED = "served", "裁定已送达"
        UNDER_REVIEW = "under_review", "复议中"
        IN_SUIT = "in_suit", "执行异议之诉"
        FINAL = "final", "已生效"
        WITHDRAWN = "withdrawn", "已撤回"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="party_changes")
    number = models.CharField(max_length=40, unique=True)
    ground = models.CharField(max_length=40)
    basis = models.CharField(max_length=120)
    present = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    joining = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    replaced_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    applicant = models.CharField(max_length=120)
    state = models.CharField(max_length=14, choices=State, default=State.APPLIED)
    found = models.JSONField(default=dict)
    ceiling_fen = models.BigIntegerField(null=True)
    granted = models.BooleanField(null=True)
    overturned = models.BooleanField(default=False)
    clear = models.BooleanField(default=False, help_text="事实清楚、争议不大，不听证")
    heard_on = models.DateField(null=True)
    panel = ArrayField(models.IntegerField(), default=list)
    past_panel = ArrayField(models.IntegerField(), default=list)
    ruling = models.TextField(blank=True)
    applied_on = models.DateField()
    due_on = models.DateField()
    ruled_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    remedy = models.CharField(max_length=8)
    remedy_until = models.DateField(null=True)
    suit = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    sent_back = models.BooleanField(default=False)
    entered_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("-applied_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ceiling_fen__isnull=True) | models.Q(ceiling_fen__gt=0),
                name="cases_ceiling_is_positive",
            ),
            models.UniqueConstraint(
                fields=["case", "joining", "ground"],
                condition=models.Q(state__in=["applied", "granted", "served", "under_review", "in_suit"]),
                name="cases_one_change_runs",
            ),
        ]
        indexes = [models.Index(fields=["court", "state", "due_on"], name="cases_changes_open")]


class PartyStanding(models.Model):
    """On what a party stands who joined after the title was made. `until`: the ruling was overturned; he is none any
    more. The database refuses one without a granted ruling."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="standings")
    change = models.ForeignKey(PartyChange, on_delete=models.PROTECT, related_name="standings")
    words = models.CharField(max_length=160, help_text="承担责任的范围")
    ceiling_fen = models.BigIntegerField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change"], condition=models.Q(until__isnull=True), name="cases_one_standing_per_change"
            )
        ]
