"""Decisions on the two lists: who is limited or listed in which case, why, by whose signature, until when."""

import uuid

from django.db import models
from django.db.models import Q

from duixian.domain.cases.models import Approval, Case
from duixian.domain.courts.models import Court
from duixian.domain.documents.models import Instrument
from duixian.domain.parties.models import Person


class DecisionState(models.TextChoices):
    """Where a decision stands: `law.procedure.listing_life`."""

    PROPOSED = "proposed", "呈批中"
    DECLINED = "declined", "不予批准"
    GRACE = "grace", "宽限期"
    SPARED = "spared", "宽限期内已履行"
    IN_FORCE = "in_force", "生效"
    SUSPENDED = "suspended", "因信用承诺暂停"
    LIFTED = "lifted", "已解除、删除"
    EXPIRED = "expired", "期限届满"
    REVOKED = "revoked", "已撤销"


OPEN = ["proposed", "grace", "in_force", "suspended"]


class Decided(models.Model):
    """What the two decisions share. `entry` is the entry on the public list; `expires_on` its last day, None where no
    term is fixed; `grace_until` the last day of the grace. The person and the ground of a decision never change."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.PROPOSED)
    reason = models.CharField(max_length=500)
    basis = models.CharField(max_length=160)
    circumstances = models.JSONField(default=dict)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    grace_months = models.SmallIntegerField(default=0)
    approval = models.ForeignKey(Approval, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    grace_until = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_ground = models.CharField(max_length=20, blank=True)
    end_basis = models.CharField(max_length=160, blank=True)
    paper = models.ForeignKey(Instrument, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class ConsumptionLimit(Decided):
    """限制消费令 on one person. `capacity` other than debtor: for the unit `unit`, a debtor of the case (限消 3(2)).
    `for_listing`: made because that listing made it necessary (限消 1(2)), under one signature with it."""

    class Capacity(models.TextChoices):
        """As `law.lists.Capacity`."""

        DEBTOR = "debtor", "被执行人"
        LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
        HEAD = "head", "主要负责人"
        LIABLE = "liable", "影响债务履行的直接责任人员"
        CONTROLLER = "controller", "实际控制人"

    capacity = models.CharField(max_length=24, choices=Capacity, default=Capacity.DEBTOR)
    unit = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    for_listing = models.ForeignKey("lists.Listing", null=True, on_delete=models.PROTECT, related_name="limits")
    on_request = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(state__in=OPEN), name="lists_one_limit"),
            models.CheckConstraint(
                condition=Q(capacity="debtor", unit__isnull=True) | (~Q(capacity="debtor") & Q(unit__isnull=False)),
                name="lists_who_stands_for_whom",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lists_limit_says_why"),
        ]
        indexes = [
            models.Index(fields=["court", "state", "-id"], name="lists_limits_by_state"),
            models.Index(fields=["person", "state"], name="lists_limits_of_person"),
        ]


class Listing(Decided):
    """纳入失信被执行人名单决定书 on one debtor. `kind` the number of art. 1 it rests on, `kinds` all that are proved;
    `evidence` as `law.lists.Evidence`; `grade` a class of practice with its reason (SX-10), never published."""

    class Kind(models.TextChoices):
        """As `law.lists.ListingKind`."""

        ABLE = "able", "有履行能力而拒不履行"
        OBSTRUCTION = "obstruction", "妨碍、抗拒执行"
        EVASION = "evasion", "规避执行"
        REPORT = "report", "违反财产报告制度"
        LIMIT_BREACH = "limit_breach", "违反限制消费令"
        SETTLEMENT_BREACH = "settlement_breach", "无正当理由拒不履行和解协议"

    class Grade(models.TextChoices):
        """As `law.lists.Grade`."""

        LIGHT = "light", "轻微"
        ORDINARY = "ordinary", "一般"
        GRAVE = "grave", "严重"

    kind = models.CharField(max_length=20, choices=Kind)
    kinds = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    grade = models.CharField(max_length=10, choices=Grade, default=Grade.ORDINARY)
    grade_reason = models.CharField(max_length=200, blank=True)
    longer_by = models.SmallIntegerField(default=0, help_text="延长的年数")
    performance = models.CharField(max_length=20, default="全部未履行")
    request = models.ForeignKey("lists.ListingRequest", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(state__in=OPEN), name="lists_one_listing"),
            models.CheckConstraint(condition=~Q(reason=""), name="lists_listing_says_why"),
            models.CheckConstraint(condition=Q(longer_by__gte=0, longer_by__lte=3), name="lists_longer_by_law"),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "suspended"])
                | Q(kind="able", expires_on__isnull=True)
                | (~Q(kind="able") & Q(expires_on__isnull=False)),
                name="lists_term_by_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "state", "-id"], name="lists_listings_by_state"),
            models.Index(fields=["person", "state"], name="lists_listings_of_person"),
        ]


class LimitBreach(models.Model):
    """One spending that a limit in force forbids, as told and checked. Never changed."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    limit = models.ForeignKey(ConsumptionLimit, on_delete=models.PROTECT, related_name="breaches")
    on = models.DateField(db_column="on_day")
    what = models.CharField(max_length=300)
    source = models.CharField(max_length=200, help_text="来源：协助单位反馈、申请执行人提供、现场查获及材料")
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("-on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["limit", "on", "what"], name="lists_a_breach_once"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(source=""), name="lists_a_breach_has_a_source"),
        ]


class ListNotice(models.Model):
    """A paper that tells the debtor what is coming: 督促履行通知 before enforcement, 失信预告知 before listing.
    It counts from the day it was served."""

    class Kind(models.TextChoices):
        URGE = "urge", "执行前督促履行通知"
        WARNING = "warning", "失信、限制消费预告知"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    perform_by = models.DateField(help_text="限期履行的最后一日")
    issued_on = models.DateField()
    served_on = models.DateField(null=True)
    served_how = models.CharField(max_length=120, blank=True, help_text="送达方式和回证")
    made_by = models.CharField(max_length=80)
    paper = models.ForeignKey(Instrument, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | (Q(served_on__gte=models.F("issued_on")) & ~Q(served_how="")),
                name="lists_served_says_how",
            ),
            models.CheckConstraint(condition=Q(perform_by__gte=models.F("issued_on")), name="lists_time_to_perform"),
        ]
        indexes = [models.Index(fields=["case", "person", "-id"], name="lists_notices_of_person")]


class ListingRequest(models.Model):
    """A creditor asks that a debtor be listed; decided within fifteen days (失信规定 5)."""

    class State(models.TextChoices):
        OPEN = "open", "审查中"
        GRANTED = "granted", "已决定纳入"
        REFUSED = "refused", "决定不纳入"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    debtor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    received_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=500, blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "debtor"], condition=Q(state="open"), name="lists_one_request_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_on__isnull=True)
                | (~Q(state="open") & Q(decided_on__isnull=False) & ~Q(answer="")),
                name="lists_request_is_answered",
            ),
        ]
