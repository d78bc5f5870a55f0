"""What others do: the police, the prosecutor, the criminal court, and the creditor who prosecutes himself."""

from django.db import models

from duixian.domain.cases.models import Approval
from duixian.domain.courts.models import Court
from duixian.domain.documents.models import Instrument
from duixian.domain.refusals.models.case import RefusalCase


class Referral(models.Model):
    """移送: the packet that went to the police. `manifest` is canonical JSON with the fingerprint of every file of
    `packet` (zip); it is what is signed, by a worker that holds the key. Sent only once it is signed."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="referrals")
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="+")
    to = models.CharField(max_length=120)
    made_on = models.DateField()
    paper = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+", help_text="移送函")
    print = models.BinaryField(help_text="全部材料，一个 PDF")
    packet = models.BinaryField(help_text="签名以前的 zip")
    manifest = models.TextField()
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=128, blank=True)
    key = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    receipt = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signature="", key="", signed_at__isnull=True)
                | models.Q(signature__gt="", key__gt="", signed_at__isnull=False),
                name="refusals_a_signature_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_on__isnull=True) | models.Q(signature__gt=""), name="refusals_sent_is_signed"
            ),
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True, receipt="")
                | models.Q(received_on__gte=models.F("sent_on"), receipt__gt=""),
                name="refusals_received_against_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["court"], name="refusals_to_sign", condition=models.Q(signature="")),
            models.Index(fields=["court", "-made_on"], name="refusals_referrals_newest"),
        ]


class AnswerKind(models.TextChoices):
    """What the police said."""

    COMPLEX = "complex", "案情复杂，延长审查"
    FILED = "filed", "决定立案"
    REFUSED = "refused", "不予立案"
    DROPPED = "dropped", "撤销案件"


class PoliceAnswer(models.Model):
    """An answer of the police on paper. Never changed. `own_complaint`: to the creditor's own complaint, not to a
    referral of the court."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=8, choices=AnswerKind)
    on = models.DateField()
    office = models.CharField(max_length=120)
    number = models.CharField(max_length=80)
    reason = models.CharField(max_length=500, blank=True)
    own_complaint = models.BooleanField(default=False)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(office__gt="", number__gt=""), name="refusals_an_answer_is_paper"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=("refused", "dropped")) | models.Q(reason__gt=""),
                name="refusals_a_refusal_says_why",
            ),
            models.UniqueConstraint(fields=["refusal", "kind", "number"], name="refusals_an_answer_once"),
        ]


class SupervisionState(models.TextChoices):
    """Where the prosecutor's supervision stands."""

    ASKED = "asked", "已要求说明理由"
    EXPLAINED = "explained", "理由成立"
    ORDERED = "ordered", "已发通知立案书"


class FilingSupervision(models.Model):
    """立案监督: the prosecutor asks the police for reasons, then accepts them or orders to file (通知立案书). The order
    may name an accomplice: `accomplice` is the case of that person."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="supervisions")
    state = models.CharField(max_length=10, choices=SupervisionState, default=SupervisionState.ASKED)
    office = models.CharField(max_length=120)
    asked_on = models.DateField()
    grounds = models.CharField(max_length=500)
    decided_on = models.DateField(null=True)
    number = models.CharField(max_length=80, blank=True)
    accomplice = models.ForeignKey(RefusalCase, null=True, on_delete=models.PROTECT, related_name="ordered_by")
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["refusal"], condition=models.Q(state="asked"), name="refusals_one_supervision_runs"
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_on__isnull=True, number="")
                | (~models.Q(state="asked") & models.Q(decided_on__gte=models.F("asked_on"), number__gt="")),
                name="refusals_supervision_is_paper",
            ),
        ]


class Charge(models.Model):
    """What the prosecutor decided: to indict, not to, or to take an indictment back. Never changed."""

    class Kind(models.TextChoices):
        """Of the decision."""

        INDICTED = "indicted", "提起公诉"
        NOT_INDICTED = "not_indicted", "不起诉"
        TAKEN_BACK = "taken_back", "撤回起诉"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    office = models.CharField(max_length=120)
    number = models.CharField(max_length=80)
    reason = models.CharField(max_length=500, blank=True)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "id")
        constraints = [
            models.CheckConstraint(condition=models.Q(office__gt="", number__gt=""), name="refusals_a_charge_is_paper"),
            models.CheckConstraint(
                condition=models.Q(kind="indicted") | models.Q(reason__gt=""), name="refusals_no_charge_says_why"
            ),
            models.UniqueConstraint(fields=["refusal", "kind", "number"], name="refusals_a_charge_once"),
        ]


class PrivateProsecution(models.Model):
    """自诉: on which ground the creditor may prosecute himself, when he was told, and what became of it. `harm`: what
    shows that his person or property was harmed; `new_evidence` where an earlier one was withdrawn."""

    class Ground(models.TextChoices):
        """As in `duixian.law.procedure.refusal_life.PrivateGround`."""

        REFUSED = "refused", "公安机关不予立案"
        SILENCE = "silence", "公安机关逾期未答复"
        NOT_INDICTED = "not_indicted", "检察机关不起诉"
        DROPPED = "dropped", "撤销案件、撤回起诉"

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "open", "可以提起"
        FILED = "filed", "已立案"
        JUDGED = "judged", "已判决"
        SETTLED = "settled", "和解、调解"
        WITHDRAWN = "withdrawn", "撤回"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="prosecutions")
    ground = models.CharField(max_length=12, choices=Ground)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    complained_on = models.DateField(null=True, help_text="向公安机关控告或者移送材料被接受之日")
    complaint = models.CharField(max_length=160, blank=True)
    silent_until = models.DateField(null=True)
    opened_on = models.DateField()
    paper = models.ForeignKey(Instrument, null=True, on_delete=models.PROTECT, related_name="+", help_text="自诉告知书")
    harm = models.CharField(max_length=300, blank=True)
    new_evidence = models.CharField(max_length=300, blank=True)
    filed_on = models.DateField(null=True)
    number = models.CharField(max_length=80, blank=True)
    ended_on = models.DateField(null=True)
    ending = models.CharField(max_length=160, blank=True, help_text="结案文书")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(ground="silence")
                | models.Q(complained_on__isnull=False, complaint__gt="", opened_on__gt=models.F("silent_until")),
                name="refusals_silence_lasted",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="open", filed_on__isnull=True)
                | models.Q(filed_on__isnull=False, number__gt="", harm__gt=""),
                name="refusals_a_private_suit_is_filed",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=("open", "filed"), ended_on__isnull=True)
                | models.Q(outcome__in=("judged", "settled", "withdrawn"), ended_on__isnull=False, ending__gt=""),
                name="refusals_a_private_suit_ends_on_paper",
            ),
        ]


class Verdict(models.Model):
    """判决: what the criminal court decided. Months of imprisonment or detention, months on probation (0: none), fine
    in fen. Never changed."""

    class Penalty(models.TextChoices):
        """The main penalty."""

        IMPRISONMENT = "imprisonment", "有期徒刑"
        DETENTION = "detention", "拘役"
        FINE = "fine", "罚金"
        EXEMPT = "exempt", "免予刑事处罚"
        ACQUITTED = "acquitted", "无罪"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="verdicts")
    private = models.BooleanField(default=False)
    made_by = models.CharField(max_length=80)
    number = models.CharField(max_length=80)
    on = models.DateField()
    penalty = models.CharField(max_length=12, choices=Penalty)
    months = models.SmallIntegerField(default=0)
    probation_months = models.SmallIntegerField(default=0)
    fine_fen = models.BigIntegerField(default=0)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "id")
        constraints = [
            models.UniqueConstraint(fields=["refusal", "number"], name="refusals_a_verdict_once"),
            models.CheckConstraint(
                condition=models.Q(made_by__gt="", number__gt=""), name="refusals_a_verdict_is_paper"
            ),
            models.CheckConstraint(
                condition=models.Q(penalty="imprisonment", months__gte=6, months__lte=84)
                | models.Q(penalty="detention", months__gte=1, months__lte=6)
                | models.Q(penalty__in=("fine", "exempt", "acquitted"), months=0, probation_months=0),
                name="refusals_a_penalty_within_the_statute",
            ),
            models.CheckConstraint(
                condition=(models.Q(penalty="fine") & models.Q(fine_fen__gt=0))
                | (models.Q(penalty__in=("exempt", "acquitted")) & models.Q(fine_fen=0))
                | (models.Q(penalty__in=("imprisonment", "detention")) & models.Q(fine_fen__gte=0)),
                name="refusals_a_fine_has_its_sum",
            ),
        ]
