"""What waits for the signature of those the law names: proposed by one, decided by another."""

from django.db import models

from duixian.domain.cases.models.case import Case
from duixian.domain.courts.models import Court, Officer, Role


class ApprovalState(models.TextChoices):
    """What became of a proposal."""

    WAITING = "waiting", "待审批"
    APPROVED = "approved", "已批准"
    DECLINED = "declined", "不予批准"
    WITHDRAWN = "withdrawn", "已撤回"


class Approval(models.Model):
    """One act that waits for approval, or waited. `act` names a row of `duixian.law.approvals`; `subject` what is to be
    decided, as the trail writes it ("measure:12"); `level` the lowest office that may decide, as the law of `act` says.

    The database refuses a decision by whoever proposed (`cases_nobody_approves_the_own_proposal`), and a decided row
    never changes again.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    title = models.CharField(max_length=160, help_text="审批人看到的一行：对谁、采取什么措施")
    level = models.CharField(max_length=20, choices=Role)
    basis = models.CharField(max_length=160)
    grounds = models.TextField(blank=True, help_text="呈批理由")
    state = models.CharField(max_length=12, choices=ApprovalState, default=ApprovalState.WAITING)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("proposed_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["act", "subject"], condition=models.Q(state="waiting"), name="cases_one_proposal_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by"))
                | models.Q(state="withdrawn"),
                name="cases_nobody_approves_the_own_proposal",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="cases_approval_says_who_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["court", "level", "proposed_at"],
                name="cases_approvals_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["case", "-proposed_at"], name="cases_approvals_of_case"),
        ]
