"""The ways off a list and around it: corrections, requests, the single-use exemption, promises, and the certificate."""

from django.db import models
from django.db.models import F, Q

from duixian.domain.cases.models import Approval, Case
from duixian.domain.courts.models import Court
from duixian.domain.documents.models import Instrument
from duixian.domain.lists.models.decisions import ConsumptionLimit, Listing
from duixian.domain.parties.models import Person

_ONE_ENTRY = Q(listing__isnull=False, limit__isnull=True) | Q(listing__isnull=True, limit__isnull=False)


class RequestState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", "审查中"
    GRANTED = "granted", "准许"
    REFUSED = "refused", "不准许"
    MOOT = "moot", "措施已终止"


class LiftRequest(models.Model):
    """Somebody asks that an entry end: the creditor agrees, security is given, a ruling in trial supervision stays the
    case, or the debtor performed in earnest or made good (失信规定 2(2), 10(1)(3), (5); 限消 9). The court decides."""

    class Kind(models.TextChoices):
        CONSENT = "consent", "申请执行人申请删除、同意解除"
        SECURITY = "security", "提供确实有效的担保"
        RETRIAL = "retrial", "因审判监督裁定中止"
        REPAIR = "repair", "信用修复（积极履行或者主动纠正）"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="lift_requests")
    limit = models.ForeignKey(ConsumptionLimit, null=True, on_delete=models.PROTECT, related_name="lift_requests")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=500)
    proof = models.CharField(max_length=300, help_text="书面申请、担保材料或者裁定书的名称和文号")
    received_on = models.DateField()
    state = models.CharField(max_length=8, choices=RequestState, default=RequestState.OPEN)
    approval = models.ForeignKey(Approval, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    made_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=_ONE_ENTRY, name="lists_lift_of_one_entry"),
            models.CheckConstraint(condition=~Q(proof=""), name="lists_lift_is_proved"),
        ]


class CorrectionRequest(models.Model):
    """Somebody on a list says that he should not be, or that what is published is wrong (失信规定 11). Decided within
    fifteen days; upheld, it is made good within three working days (9); refused, he may go to the upper court within
    ten days, which decides within fifteen (12)."""

    class About(models.TextChoices):
        WRONG = "wrong", "不应纳入"
        DATA = "data", "信息不准确"
        DUE = "due", "应当删除而未删除"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="corrections")
    limit = models.ForeignKey(ConsumptionLimit, null=True, on_delete=models.PROTECT, related_name="corrections")
    about = models.CharField(max_length=8, choices=About)
    text = models.CharField(max_length=500)
    received_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=RequestState, default=RequestState.OPEN)
    approval = models.ForeignKey(Approval, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=500, blank=True)
    decided_on = models.DateField(null=True)
    served_on = models.DateField(null=True, help_text="决定书送达之日，复议自次日起算")
    review_on = models.DateField(null=True, help_text="向上一级法院申请复议之日")
    review_due_on = models.DateField(null=True)
    review_answer = models.CharField(max_length=500, blank=True)
    review_upheld = models.BooleanField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(condition=_ONE_ENTRY, name="lists_correction_of_one_entry"),
            models.CheckConstraint(
                condition=Q(state="open", decided_on__isnull=True) | (~Q(state="open") & Q(decided_on__isnull=False)),
                name="lists_correction_says_when",
            ),
        ]


class Exemption(models.Model):
    """单次解除: one journey or one need, on these days, both included (限消 8). While it is open the published entry
    shows the window; afterwards nothing of it."""

    class State(models.TextChoices):
        APPLIED = "applied", "审查中"
        GRANTED = "granted", "准许"
        REFUSED = "refused", "不准许"
        OVER = "over", "已使用或者期满"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    limit = models.ForeignKey(ConsumptionLimit, on_delete=models.PROTECT, related_name="exemptions")
    purpose = models.CharField(max_length=200)
    what = models.CharField(max_length=200, help_text="何种消费：车次、航班、住宿")
    proof = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField()
    applied_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.APPLIED)
    approval = models.ForeignKey(Approval, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="lists_exemption_has_days"),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(proof=""), name="lists_exemption_is_proved"),
        ]


class CreditCommitment(models.Model):
    """信用承诺: the listing is suspended for a promise. `conditions` as `law.lists.Condition`; one that is not kept in
    time brings the listing back the day after."""

    class State(models.TextChoices):
        """As `law.procedure.repair_life`."""

        APPLIED = "applied", "审查中"
        REFUSED = "refused", "不准许"
        RUNNING = "running", "履行中"
        KEPT = "kept", "已兑现"
        BROKEN = "broken", "已违背"
        ENDED = "ended", "名单措施已终止"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="commitments")
    conditions = models.JSONField()
    proof = models.CharField(max_length=300)
    applied_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.APPLIED)
    approval = models.ForeignKey(Approval, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    next_due = models.DateField(null=True, help_text="最近一项尚未兑现的承诺的最后一日")
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["listing"], condition=Q(state__in=["applied", "running"]), name="lists_one_promise_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["court", "next_due"], name="lists_promises_due", condition=Q(state="running"))]


class Certificate(models.Model):
    """The proof that an entry is gone. `payload`: what it says, as the text that was signed (Ed25519); `key` the public
    half, so that anybody checks it without us. The code on the paper opens /verify."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry = models.UUIDField()
    register = models.CharField(max_length=12)
    payload = models.TextField()
    signature = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=60, blank=True)
    paper = models.ForeignKey(Instrument, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(signature="", key="", signed_at__isnull=True)
                | (~Q(signature="") & ~Q(key="") & Q(signed_at__isnull=False)),
                name="lists_certificate_signed_whole",
            )
        ]
        indexes = [
            models.Index(fields=["court"], name="lists_certificates_unsigned", condition=Q(signature="")),
            models.Index(fields=["person", "-id"], name="lists_certificates_of_person"),
        ]
