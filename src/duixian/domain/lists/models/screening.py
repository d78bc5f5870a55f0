"""Who screens against the lists: agencies, their keys, every call they made, and what they did with a hit."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from duixian.domain.courts.models import Court, Officer


class ScreeningAgency(models.Model):
    """A unit that may ask (失信规定 8): for which purposes (`law.screening`), and how much. One for all courts.

    `daily_quota`: identities a day; `minute_quota`: calls a minute.
    """

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    purposes = ArrayField(models.CharField(max_length=20))
    daily_quota = models.IntegerField()
    minute_quota = models.IntegerField()
    active = models.BooleanField(default=True)
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(daily_quota__gt=0, minute_quota__gt=0), name="lists_agency_has_a_quota"
            ),
            models.CheckConstraint(condition=~models.Q(purposes=[]), name="lists_agency_has_a_purpose"),
        ]

    def __str__(self) -> str:
        return self.name


class ScreeningKey(models.Model):
    """A key of an agency, kept as its SHA-256: whoever reads this table can use none."""

    id = models.AutoField(primary_key=True)
    agency = models.ForeignKey(ScreeningAgency, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("agency_id", "-created_at")
        constraints = [
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("created_at")), name="lists_key_expires")
        ]


class ScreeningCall(models.Model):
    """One call, as the look-up server wrote it down before it answered. Append-only.

    `asked` is a keyed digest of what was asked, never the number or the name; `hits` the entries named in the answer.
    `journal` and `line` are its place in the server's file: shipping a line twice keeps it once.
    """

    call = models.UUIDField(primary_key=True)
    agency = models.ForeignKey(ScreeningAgency, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(ScreeningKey, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    purpose = models.CharField(max_length=20)
    reference = models.CharField(max_length=60, help_text="机构的业务编号")
    mode = models.CharField(max_length=10, help_text="one, many, file, range, changes, bundle")
    asked = models.CharField(max_length=64)
    identities = models.IntegerField(default=1)
    outcome = models.CharField(max_length=10, blank=True)
    hits = models.JSONField(default=list)
    as_of = models.BigIntegerField(default=0)
    journal = models.UUIDField()
    line = models.BigIntegerField()
    hash = models.CharField(max_length=64, help_text="sha256（前一行的 hash ‖ 本行）")

    class Meta:
        ordering = ("-at",)
        constraints = [models.UniqueConstraint(fields=["journal", "line"], name="lists_a_call_is_shipped_once")]
        indexes = [models.Index(fields=["agency", "-at"], name="lists_calls_of_agency")]


class AgencyFeedback(models.Model):
    """What an agency did upon a hit, or that it was somebody else. It belongs to the court that published the entry."""

    class Did(models.TextChoices):
        DECLINED = "declined", "不予办理"
        RESTRICTED = "restricted", "限制或者降低额度"
        WARNED = "warned", "提示后继续办理"
        NOTHING = "nothing", "未采取措施"
        NOT_SAME = "not_same", "不是同一人"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(ScreeningAgency, on_delete=models.PROTECT, related_name="+")
    call = models.UUIDField()
    entry = models.UUIDField()
    did = models.CharField(max_length=12, choices=Did)
    what = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    answered_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["agency", "call", "entry"], name="lists_one_feedback_a_hit"),
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True, answered_at__isnull=True, answer="")
                | (models.Q(answered_by__isnull=False, answered_at__isnull=False) & ~models.Q(answer="")),
                name="lists_answer_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["entry"], name="lists_feedback_of_entry"),
            models.Index(
                fields=["court", "at"],
                name="lists_feedback_open",
                condition=models.Q(did="not_same", answered_at__isnull=True),
            ),
        ]
