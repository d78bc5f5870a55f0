"""Applications for enforcement, before there is a case (执行规定 16)."""

from django.db import models

from duixian.domain.cases.models.case import Case
from duixian.domain.courts.models import Court, Officer


class ApplicationState(models.TextChoices):
    """Where an application stands; the moves are `law.procedure.application_life`, and again in the database."""

    RECEIVED = "received", "已收件"
    SUPPLEMENT = "supplement", "待补正"
    FILED = "filed", "已立案"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


class Application(models.Model):
    """One application as received. `draft` is the JSON form of `reading.drafts.FilingDraft`; `examined` what was found
    on the five conditions; `warnings` what the officer was told and filed all the same.

    `due_on` is the last day to file or refuse (7 days, a court's own stricter value counts).
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    received_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    applicant = models.CharField(max_length=200)
    debtor = models.CharField(max_length=200)
    title_number = models.CharField(max_length=80, blank=True)
    draft = models.JSONField()
    about = models.JSONField(default=dict, help_text="立案审查所需的其他事实：法定代理人、死亡、管辖连接点等")
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.RECEIVED)
    due_on = models.DateField()
    supplement = models.CharField(max_length=500, blank=True, help_text="需补正的材料")
    supplement_asked_on = models.DateField(null=True)
    supplement_due = models.DateField(null=True)
    supplemented_on = models.DateField(null=True)
    examined = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    decided_on = models.DateField(null=True)
    refusal = models.CharField(max_length=40, blank=True, help_text="不符合的受理条件")
    refusal_reason = models.CharField(max_length=500, blank=True)
    ruling_number = models.CharField(max_length=80, blank=True)
    ruling_pdf = models.BinaryField(null=True)
    ruling_sha256 = models.CharField(max_length=64, blank=True)
    verify_code = models.CharField(max_length=24, blank=True)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="application")

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="filed", case__isnull=False, decided_on__isnull=False)
                | (~models.Q(state="filed") & models.Q(case__isnull=True)),
                name="cases_filed_application_has_its_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused")
                | models.Q(refusal__gt="", refusal_reason__gt="", decided_on__isnull=False),
                name="cases_refused_application_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="supplement")
                | models.Q(supplement__gt="", supplement_asked_on__isnull=False, supplement_due__isnull=False),
                name="cases_supplement_says_what",
            ),
        ]
        indexes = [
            models.Index(
                fields=["court", "due_on"],
                name="cases_applications_open",
                condition=models.Q(state__in=["received", "supplement"]),
            )
        ]
