"""What is decided in the course of a case, for how long its limits stood still or were extended, and what else counts
for its end."""

from django.db import models

from duixian.domain.cases.models.approvals import Approval
from duixian.domain.cases.models.case import Case, Node, Obligation, Party
from duixian.domain.courts.models import Court, Officer


class DecisionAct(models.TextChoices):
    """Acts of `duixian.law.procedure.case_life` that rest on a ground and a signature."""

    SUSPEND = "suspend", "中止执行"
    STAY = "stay", "暂缓执行"
    REFER_INSOLVENCY = "refer_insolvency", "移送破产审查"
    TERMINATE = "terminate", "终结执行"
    STRIKE = "strike", "销案"
    REFUSE = "refuse", "不予执行"
    DISMISS = "dismiss", "驳回申请"


class DecisionState(models.TextChoices):
    """Where a decision stands."""

    PROPOSED = "proposed", "已呈批"
    APPROVED = "approved", "已批准"
    CARRIED = "carried", "已办理"
    DROPPED = "dropped", "未办理"


class CourseDecision(models.Model):
    """One act that halts or ends a case: its ground (`law.procedure.grounds`), what proves it, who signed.

    The database lets a case go to such a state only while its decision is approved and not carried out, and a decision
    be approved only by its signed `Approval`; then it is carried out once.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=20, choices=DecisionAct)
    ground = models.CharField(max_length=40)
    proofs = models.JSONField(default=dict, help_text="证明材料：名称、文号或者卷宗页码")
    reason = models.CharField(max_length=300)
    basis = models.CharField(max_length=160)
    until = models.DateField(null=True, help_text="暂缓的截止日")
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.PROPOSED)
    approval = models.ForeignKey(Approval, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    carried_on = models.DateField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state__in=["proposed", "approved"]), name="cases_one_decision_open"
            ),
            models.CheckConstraint(
                condition=models.Q(state="carried", carried_on__isnull=False)
                | (~models.Q(state="carried") & models.Q(carried_on__isnull=True)),
                name="cases_carried_decision_says_when",
            ),
            models.CheckConstraint(condition=models.Q(reason__gt="", ground__gt=""), name="cases_decision_says_why"),
        ]


class Pause(models.Model):
    """Days on which limits of a case stand still (审限规定 9), from `since` up to, not including, `until`; None while
    it lasts. `kind` names a row of `law.pauses`; `subject` what it comes from."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True)
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="cases_pause_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "subject"],
                condition=models.Q(until__isnull=True),
                name="cases_one_pause_of_a_kind_runs",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "case"], name="cases_pauses_running", condition=models.Q(until__isnull=True))
        ]


class Extension(models.Model):
    """More time for a node, by signature (审限规定 5): `months` by the president; what is more is reported to the high
    court, whose record `report` names."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "已呈批"
        GRANTED = "granted", "已批准"
        DECLINED = "declined", "未批准"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="extensions")
    months = models.SmallIntegerField()
    reason = models.CharField(max_length=300)
    report = models.CharField(max_length=120, blank=True, help_text="层报高级人民法院备案的文号")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    approval = models.ForeignKey(Approval, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    granted_on = models.DateField(null=True)
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=models.Q(months__gte=1), name="cases_extension_of_a_month_or_more"),
            models.UniqueConstraint(
                fields=["node"], condition=models.Q(state="proposed"), name="cases_one_extension_waits"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="granted")
                | models.Q(granted_on__isnull=False, to_day__gt=models.F("from_day")),
                name="cases_granted_extension_says_until",
            ),
        ]


class ActPerformance(models.Model):
    """A duty to act that was performed: how, when, by which paper. One of each duty; a wrong one is revoked, with why,
    and stays."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="performances")
    performed_on = models.DateField()
    how = models.CharField(max_length=300)
    document = models.CharField(max_length=200, help_text="交接笔录、履行证明等")
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    revoked = models.CharField(max_length=300, blank=True, help_text="更正的原因")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=models.Q(revoked=""), name="cases_a_duty_is_performed_once"
            ),
            models.CheckConstraint(condition=models.Q(how__gt="", document__gt=""), name="cases_performance_says_how"),
        ]


class InsolvencyReferral(models.Model):
    """One enterprise debtor sent to a court of insolvency (民诉解释 511–513; 法发〔2017〕2号)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "已呈批"
        SENT = "sent", "已移送"
        ACCEPTED = "accepted", "已受理破产"
        DECLARED = "declared", "已宣告破产"
        REJECTED = "rejected", "不予受理或驳回"
        DROPPED = "dropped", "未移送"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(CourseDecision, null=True, on_delete=models.PROTECT, related_name="referrals")
    consent_of = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    consent = models.CharField(max_length=200, help_text="书面同意的材料")
    to_court = models.CharField(max_length=80, help_text="受移送法院")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    sent_on = models.DateField(null=True)
    answer_due = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=200, blank=True, help_text="受理、驳回裁定的文号")
    declared_on = models.DateField(null=True)
    declaration = models.CharField(max_length=200, blank=True, help_text="宣告破产裁定的文号")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["case", "debtor"],
                condition=~models.Q(state__in=["rejected", "dropped"]),
                name="cases_one_referral_of_a_debtor",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "dropped"])
                | models.Q(sent_on__isnull=False, answer_due__isnull=False),
                name="cases_sent_referral_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["accepted", "declared", "rejected"])
                | models.Q(answered_on__isnull=False, answer__gt=""),
                name="cases_answered_referral_says_how",
            ),
        ]
