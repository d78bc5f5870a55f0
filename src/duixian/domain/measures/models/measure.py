"""One measure against one person."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court, Officer
from duixian.domain.measures.models.conduct import Misconduct, Summons
from duixian.domain.parties.models import Person

_NOT_TAKEN = ("declined", "withdrawn")


class Measure(models.Model):
    """A measure as proposed, decided and carried out. Its moves are the table in `duixian.law.procedure.measure_life`,
    and again in the database (`measures_move`).

    `amount_fen` of a fine; `days` of a detention; `until` the last day of a ban or to leave a place; `begun_at` and
    `must_end_at` to the minute where freedom is taken; `represents` the organisation behind the person. The president
    decides, never who proposed; what was decided is only ever reduced. The database holds all three.
    """

    class Kind(models.TextChoices):
        """As in `duixian.law.measures.MeasureKind`."""

        COMPEL = "compel", "拘传"
        DETAIN = "detain", "拘留"
        FINE = "fine", "罚款"
        SEARCH = "search", "搜查"
        EXIT_BAN = "exit_ban", "限制出境"
        LOOKOUT = "lookout", "临控"
        EVICT = "evict", "强制迁出"

    class State(models.TextChoices):
        """As in `duixian.law.procedure.measure_life`."""

        PROPOSED = "proposed", "待审批"
        DECLINED = "declined", "不予批准"
        WITHDRAWN = "withdrawn", "已撤回"
        DECIDED = "decided", "已决定，待实施"
        URGENT = "urgent", "紧急先行，待补批"
        IN_FORCE = "in_force", "实施中"
        DEFERRED = "deferred", "暂缓实施"
        ENDED = "ended", "实施完毕"
        LIFTED = "lifted", "已解除"
        REVOKED = "revoked", "已撤销"

    class Capacity(models.TextChoices):
        """As in `duixian.law.measures.Capacity`."""

        DEBTOR = "debtor", "被执行人"
        LEGAL_REP = "legal_rep", "法定代表人"
        HEAD = "head", "主要负责人"
        DIRECT = "direct", "直接责任人员"
        CONTROLLER = "controller", "实际控制人"
        ASSISTING_UNIT = "assisting_unit", "协助执行义务单位"
        OTHER = "other", "其他妨害执行的人"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    represents = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=16, choices=Capacity)
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    misconduct = models.ForeignKey(Misconduct, null=True, on_delete=models.PROTECT, related_name="measures")
    summons = models.ForeignKey(Summons, null=True, on_delete=models.PROTECT, related_name="measures")
    grounds = models.CharField(max_length=500)
    amount_fen = models.BigIntegerField(null=True)
    days = models.SmallIntegerField(null=True)
    until = models.DateField(null=True)
    renew_until = models.DateField(null=True, help_text="呈请续行至")
    place = models.CharField(max_length=200, blank=True)
    complex_case = models.BooleanField(default=False, help_text="情况复杂、依法可能采取拘留措施")
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    must_end_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["misconduct", "person", "kind"],
                condition=models.Q(kind__in=("detain", "fine")) & ~models.Q(state__in=_NOT_TAKEN),
                name="measures_once_for_one_act",
            ),
            models.UniqueConstraint(
                fields=["summons"],
                condition=models.Q(kind="compel") & ~models.Q(state__in=_NOT_TAKEN),
                name="measures_once_for_one_summons",
            ),
            models.UniqueConstraint(
                fields=["case", "person", "kind"],
                condition=models.Q(kind__in=("exit_ban", "lookout"))
                & models.Q(state__in=("proposed", "decided", "in_force")),
                name="measures_one_ban_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
                name="measures_nobody_decides_the_own_proposal",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("proposed", "urgent", "withdrawn")) | models.Q(decided_by__isnull=False),
                name="measures_nothing_without_a_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="detain", days__isnull=False, days__gte=1, days__lte=15)
                | (~models.Q(kind="detain") & models.Q(days__isnull=True)),
                name="measures_detention_is_fifteen_days_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="fine", amount_fen__isnull=False, amount_fen__gt=0)
                | (~models.Q(kind="fine") & models.Q(amount_fen__isnull=True)),
                name="measures_a_fine_has_an_amount",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=("detain", "fine", "search")) | models.Q(misconduct__isnull=False),
                name="measures_a_sanction_answers_an_act",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="compel") | models.Q(summons__isnull=False),
                name="measures_a_summons_comes_first",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=("exit_ban", "lookout", "evict")) | models.Q(until__isnull=False),
                name="measures_a_ban_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(begun_at__isnull=True)
                | models.Q(ended_at__gte=models.F("begun_at")),
                name="measures_end_after_the_beginning",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "state", "-proposed_at"], name="measures_by_state"),
            models.Index(fields=["case", "-proposed_at"], name="measures_of_case"),
            models.Index(
                fields=["court", "must_end_at"],
                name="measures_running",
                condition=models.Q(state__in=("in_force", "urgent"), must_end_at__isnull=False),
            ),
            models.Index(
                fields=["court", "until"],
                name="measures_bans_running",
                condition=models.Q(state="in_force", until__isnull=False),
            ),
        ]
