"""A case of the library, and the evidence it stands on."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court, Officer
from duixian.domain.parties.models import Person

ENDED = (
    "judged",
    "private_judged",
    "private_settled",
    "private_withdrawn",
    "dismissed",
    "performed",
    "withdrawn",
)
"""As in `duixian.law.procedure.refusal_life`."""


class ConductKind(models.TextChoices):
    """As in `duixian.law.refusal.Conduct`."""

    HIDE_TRANSFER = "hide_transfer", "隐藏、转移、毁损、低价转让财产"
    PLEDGED_PROPERTY = "pledged_property", "处分已提供担保的财产"
    REFUSES_ASSISTANCE = "refuses_assistance", "拒不协助执行"
    COLLUSION = "collusion", "通谋妨害执行"
    WAIVES_RIGHTS = "waives_rights", "放弃债权、虚假和解、虚假转让"
    OVERPAYS = "overpays", "高价受让、为他人担保"
    FALSE_EVIDENCE = "false_evidence", "伪造、隐匿履行能力证据"
    FALSE_REPORT = "false_report", "拒报、虚报财产或者违反限消令"
    REFUSES_HANDOVER = "refuses_handover", "拒不交付、拒不迁出"
    REFUSES_ACT = "refuses_act", "拒不履行行为义务"
    BREACHES_PROTECTION = "breaches_protection", "违反人身安全保护令"
    OBSTRUCTS = "obstructs", "恐吓、推搡、阻碍执行"
    DESTROYS_GEAR = "destroys_gear", "毁损案件材料、执行车辆器械"
    OTHER = "other", "其他拒不执行"


class RefusalState(models.TextChoices):
    """As in `duixian.law.procedure.refusal_life`."""

    FOUND = "found", "排查"
    STUDIED = "studied", "已研判"
    WARNED = "warned", "已预告知"
    REFERRED = "referred", "已移送"
    POLICE_REFUSED = "police_refused", "公安不予立案"
    FILED = "filed", "公安已立案"
    DROPPED = "dropped", "撤案、撤回起诉"
    NOT_INDICTED = "not_indicted", "不起诉"
    INDICTED = "indicted", "已提起公诉"
    JUDGED = "judged", "已判决"
    PRIVATE_OPEN = "private_open", "可以自诉"
    PRIVATE_FILED = "private_filed", "自诉已立案"
    PRIVATE_JUDGED = "private_judged", "自诉已判决"
    PRIVATE_SETTLED = "private_settled", "自诉和解、调解"
    PRIVATE_WITHDRAWN = "private_withdrawn", "自诉撤回"
    DISMISSED = "dismissed", "排除"
    PERFORMED = "performed", "已履行"
    WITHDRAWN = "withdrawn", "移送已撤回"


class RefusalCapacity(models.TextChoices):
    """As in `duixian.law.refusal.Capacity`."""

    DEBTOR = "debtor", "被执行人"
    GUARANTOR = "guarantor", "担保人"
    ASSISTING = "assisting", "协助执行义务人"
    HEAD = "head", "单位直接负责的人员"
    ACCOMPLICE = "accomplice", "共犯"


class RefusalCase(models.Model):
    """One person in one enforcement case. Its moves are the table in `duixian.law.procedure.refusal_life`, and again in
    the database (`refusals_move`).

    `conduct` is the one it is led by; what the law asks of it was found out and entered: `done_from` to `done_until`,
    `suit_served_on` (应诉通知), `able` (None: nobody looked yet) with `able_fen` after the cost of living, `tried`: how
    enforcement was tried and failed, `graves`, `living`: maintenance, medical costs or wages are owed. `principal`: the
    case of whom an accomplice helped, with how he `knew` and `colluded`. `unwarned`: the exception by which it may be
    referred without a warning; `police`: to whom it is referred (法释〔2024〕13号 15: at the place of the court).
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=12, choices=RefusalCapacity, default=RefusalCapacity.DEBTOR)
    principal = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="accomplices")
    conduct = models.CharField(max_length=24, choices=ConductKind)
    state = models.CharField(max_length=20, choices=RefusalState, default=RefusalState.FOUND)
    holder = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    done_from = models.DateField(null=True)
    done_until = models.DateField(null=True)
    suit_served_on = models.DateField(null=True)
    able = models.BooleanField(null=True)
    able_fen = models.BigIntegerField(default=0)
    tried = models.CharField(max_length=300, blank=True)
    graves = models.JSONField(default=list)
    living = models.BooleanField(default=False)
    knew = models.CharField(max_length=300, blank=True)
    colluded = models.CharField(max_length=300, blank=True)
    unwarned = models.CharField(max_length=12, blank=True)
    police = models.CharField(max_length=120, blank=True, help_text="受移送的公安机关")
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    changed_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-opened_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=~models.Q(state__in=ENDED), name="refusals_one_open_case_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ENDED, ended_on__isnull=False)
                | (~models.Q(state__in=ENDED) & models.Q(ended_on__isnull=True)),
                name="refusals_what_ended_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="dismissed") | models.Q(ended_why__gt=""), name="refusals_dismissed_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity="accomplice", principal__isnull=False, knew__gt="", colluded__gt="")
                | (~models.Q(capacity="accomplice") & models.Q(principal__isnull=True)),
                name="refusals_an_accomplice_knew_and_colluded",
            ),
            models.CheckConstraint(
                condition=models.Q(able_fen__gte=0) & (models.Q(able=True) | models.Q(able_fen=0)),
                name="refusals_ability_has_its_sum",
            ),
            models.CheckConstraint(
                condition=models.Q(done_from__isnull=True)
                | models.Q(done_until__isnull=True)
                | models.Q(done_until__gte=models.F("done_from")),
                name="refusals_done_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "state", "-opened_on", "-id"], name="refusals_by_state"),
            models.Index(fields=["holder", "state", "-opened_on"], name="refusals_of_holder"),
            models.Index(fields=["case"], name="refusals_of_case"),
        ]


class EvidenceItem(models.Model):
    """One statement and what proves it: the paper, its fingerprint, its rows and pages. `proof` is a kind of
    `duixian.law.refusal.Proof`. Never changed; a wrong one is taken back by another that names it (`replaces`)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="evidence")
    proof = models.CharField(max_length=20)
    statement = models.CharField(max_length=500)
    source = models.CharField(max_length=200, help_text="材料名称、出处")
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.JSONField(default=list, help_text="行号")
    pages = models.JSONField(default=list, help_text="页码")
    file = models.BinaryField(null=True)
    file_name = models.CharField(max_length=120, blank=True)
    void = models.BooleanField(default=False, help_text="作废所替代的一条，不另作证据")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(statement__gt="", source__gt=""), name="refusals_evidence_says_what_and_where"
            ),
            models.CheckConstraint(
                condition=models.Q(void=False) | models.Q(replaces__isnull=False), name="refusals_void_names_what"
            ),
        ]
