"""What somebody did, was asked to do, and is: the grounds of measures and what stands in their way."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person


class Misconduct(models.Model):
    """One act against enforcement: who did what, when, on which evidence. Never changed. A fine and a detention may
    answer it, each once; `ordered_by` is the deadline that was missed where a personal duty was set anew."""

    class Kind(models.TextChoices):
        """Lines of the law, as in `duixian.law.measures.MisconductKind`."""

        REFUSES = "refuses", "有能力履行而拒不履行"
        HIDES = "hides", "隐藏、转移、变卖、毁损财产"
        FALSE_REPORT = "false_report", "拒绝报告或者虚假报告财产"
        OBSTRUCTS = "obstructs", "以暴力、威胁等方法阻碍执行"
        BREACHES_ORDER = "breaches_order", "违反限制消费等命令"
        PERSONAL_DUTY = "personal_duty", "拒不履行只能由其本人完成的行为"
        UNIT_REFUSES = "unit_refuses", "有义务协助的单位拒绝协助"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    done_on = models.DateField()
    what = models.CharField(max_length=300)
    evidence = models.CharField(max_length=300)
    ordered_by = models.DateField(null=True, help_text="重新指定的履行期限")
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("-done_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "kind", "done_on"], name="measures_one_act_is_entered_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(what="") & ~models.Q(evidence=""), name="measures_an_act_has_evidence"
            ),
        ]


class Summons(models.Model):
    """传票: called to come at an hour. `came` is None until somebody says; `excuse` a good reason for not coming."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=160)
    place = models.CharField(max_length=120)
    summoned_for = models.DateTimeField()
    served_on = models.DateField(null=True)
    served_how = models.CharField(max_length=120, blank=True, help_text="送达方式和回证")
    came = models.BooleanField(null=True)
    excuse = models.CharField(max_length=200, blank=True, help_text="正当理由")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-summoned_for", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(came__isnull=True) | models.Q(served_on__isnull=False),
                name="measures_a_summons_is_served_first",
            ),
            models.UniqueConstraint(fields=["case", "person", "summoned_for"], name="measures_one_summons_an_hour"),
        ]


class CircumstanceKind(models.TextChoices):
    """What a person is that stands in the way of some measures."""

    DEAD = "dead", "死亡"
    PREGNANT = "pregnant", "怀孕"
    NURSING = "nursing", "哺乳不满一周岁婴儿"
    DEPUTY = "deputy", "人大代表"


class Circumstance(models.Model):
    """A fact about a person on record, from a day until a day (None: still). `permission`: of the congress, where the
    person is a deputy. A correction ends the row; it is never removed."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=CircumstanceKind)
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=200)
    permission = models.CharField(max_length=200, blank=True)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("-since", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(until__isnull=True), name="measures_one_fact_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="measures_a_fact_ends_after_it_began",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="measures_a_fact_has_a_source"),
        ]
