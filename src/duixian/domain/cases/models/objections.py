"""Objections to acts of enforcement, their review by the court above, and what that court does about idle cases."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from duixian.domain.cases.models.case import Case
from duixian.domain.cases.models.letters import CourtLetter
from duixian.domain.courts.models import Court, Officer


class Objection(models.Model):
    """One person's objection to one act (民诉法 236). `act_ref` names the act as the trail does ("order:12"), done by
    `acted_by`; `past_panel` sat the first time, where it was sent back. `undone` says what carried a revoking ruling
    out, and who.

    The database refuses a panel with a handler in it, and a second objection of the same person to the same act.
    """

    class Kind(models.TextChoices):
        ACT = "act", "执行行为异议"
        JURISDICTION = "jurisdiction", "管辖异议"
        CLOSING = "closing", "对终结执行的异议"
        EXTINCTION = "extinction", "债务消灭等实体异议"

    class State(models.TextChoices):
        RECEIVED = "received", "已收到"
        NOT_ADMITTED = "not_admitted", "不予受理"
        FILED = "filed", "审查中"
        RULED = "ruled", "已裁定"
        SERVED = "served", "裁定已送达"
        UNDER_REVIEW = "under_review", "复议中"
        FINAL = "final", "已生效"
        WITHDRAWN = "withdrawn", "已撤回"

    class Outcome(models.TextChoices):
        DISMISSED = "dismissed", "驳回异议"
        REVOKED = "revoked", "撤销执行行为"
        CHANGED = "changed", "变更执行行为"
        UPHELD = "upheld", "异议成立"
        INADMISSIBLE = "inadmissible", "驳回申请"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    number = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=14, choices=Kind)
    state = models.CharField(max_length=14, choices=State, default=State.RECEIVED)
    objector = models.CharField(max_length=120)
    is_party = models.BooleanField(help_text="当事人；否则为利害关系人")
    interest = models.CharField(max_length=200, blank=True, help_text="利害关系人：与该执行行为的关系")
    act_ref = models.CharField(max_length=80)
    act_title = models.CharField(max_length=200)
    acted_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    grounds = models.TextField()
    received_on = models.DateField()
    filed_on = models.DateField(null=True)
    due_on = models.DateField(help_text="现阶段的期限")
    panel = ArrayField(models.IntegerField(), default=list)
    past_panel = ArrayField(models.IntegerField(), default=list)
    needs_hearing = models.BooleanField(default=False)
    heard_on = models.DateField(null=True)
    security = models.CharField(max_length=200, blank=True, help_text="准予停止处分的担保；无担保不停止执行")
    stayed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=14, choices=Outcome, blank=True)
    ruling = models.TextField(blank=True)
    ruled_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    remedy_until = models.DateField(null=True)
    file_due_on = models.DateField(null=True, help_text="报送复议案卷的期限")
    file_sent_on = models.DateField(null=True)
    review_outcome = models.CharField(max_length=10, blank=True)
    sent_back = models.BooleanField(default=False)
    undone = models.CharField(max_length=200, blank=True)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_on = models.DateField(null=True)
    entered_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("-received_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "act_ref", "objector"],
                condition=~models.Q(state="not_admitted"),
                name="cases_one_objection_per_act",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="cases_objection_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(stayed_on__isnull=True) | ~models.Q(security=""),
                name="cases_no_stay_without_security",
            ),
        ]
        indexes = [models.Index(fields=["court", "state", "due_on"], name="cases_objections_open")]


class Review(models.Model):
    """A review (执复) at the court above of a ruling below: `court` is the upper court, `case` the lower court's, `of`
    the ruling as the trail names it ("objection:3", "party_change:4"). `letter` brought the file."""

    class State(models.TextChoices):
        FILED = "filed", "审查中"
        DECIDED = "decided", "已裁定"
        WITHDRAWN = "withdrawn", "已撤回"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "驳回复议申请，维持原裁定"
        REVOKED = "revoked", "撤销原裁定"
        CHANGED = "changed", "变更原裁定"
        SENT_BACK = "sent_back", "发回重新审查"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    letter = models.OneToOneField(CourtLetter, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField(max_length=40)
    lower_court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    of = models.CharField(max_length=80)
    number = models.CharField(max_length=40, unique=True)
    applicant = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    filed_on = models.DateField()
    due_on = models.DateField()
    extended = models.BooleanField(default=False)
    extended_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    sent_back_before = models.BooleanField(default=False)
    panel = ArrayField(models.IntegerField(), default=list)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    ruling = models.TextField(blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes = [models.Index(fields=["court", "state", "due_on"], name="cases_reviews_open")]


class Supervision(models.Model):
    """What the court above does about a case that lies idle (民诉法 237): `court` is the upper court, `lower_court` the
    one that has the case."""

    class State(models.TextChoices):
        FILED = "filed", "审查中"
        ORDERED = "ordered", "已责令限期执行"
        TAKEN_UP = "taken_up", "提级执行"
        REASSIGNED = "reassigned", "指令其他法院执行"
        REJECTED = "rejected", "驳回"
        DONE = "done", "已在限期内执行"
        WITHDRAWN = "withdrawn", "已撤回"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    lower_court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField(max_length=40)
    number = models.CharField(max_length=40, unique=True)
    applicant = models.CharField(max_length=120)
    grounds = models.TextField()
    idle_since = models.DateField(help_text="自何日起未执行")
    idle_after = models.DateField(null=True, help_text="扣除期间后满六个月之日")
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    filed_on = models.DateField()
    due_on = models.DateField()
    ordered_until = models.DateField(null=True)
    letter = models.ForeignKey(CourtLetter, null=True, on_delete=models.PROTECT, related_name="+")
    report = models.TextField(blank=True)
    reported_on = models.DateField(null=True)
    other_court = models.ForeignKey(Court, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["filed", "ordered"]),
                name="cases_one_supervision_runs",
            ),
            models.CheckConstraint(
                condition=~models.Q(court=models.F("lower_court")), name="cases_supervised_from_above"
            ),
        ]
