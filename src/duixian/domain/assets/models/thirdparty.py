"""Debts that others owe the debtor (到期债权)."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.funds.models import Receipt
from duixian.domain.parties.models import Person


class ThirdPartyDebt(models.Model):
    """A claim of the debtor on a third party. The third party pays or objects within 15 days of service; an objection
    in time ends it without review, silence opens enforcement (执行规定 45–53; 民诉解释 499).

    What is frozen of it counts against the need of the case like money (`thirdparty.sql`): `amount_fen` less `paid_fen`
    and `released_fen`, all fen; the last is what was let go because other things suffice (查封规定 19)."""

    class State(models.TextChoices):
        DRAFT = "draft", "待审批"
        ORDERED = "ordered", "已裁定冻结"
        SERVED = "served", "已送达（十五日）"
        OBJECTED = "objected", "第三人异议"
        DUE = "due", "可强制执行"
        PAID = "paid", "已履行"
        ENDED = "ended", "已终止"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    debtor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    third_party = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()
    undisputed_fen = models.BigIntegerField(null=True, help_text="第三人未异议的部分")
    basis = models.CharField(max_length=300, help_text="债权的来源与凭据")
    falls_due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_by = models.CharField(max_length=80)
    approved_by = models.CharField(max_length=80, blank=True)
    served_on = models.DateField(null=True)
    answer_until = models.DateField(null=True)
    objected_on = models.DateField(null=True)
    objection = models.CharField(max_length=500, blank=True)
    paid_fen = models.BigIntegerField(default=0)
    released_fen = models.BigIntegerField(default=0, help_text="超出所需，已解除冻结的部分")
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_fen__gt=0, paid_fen__gte=0, released_fen__gte=0),
                name="assets_third_party_debt_positive",
            ),
            models.CheckConstraint(
                condition=~models.Q(debtor=models.F("third_party")), name="assets_third_party_is_another"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "ended"])
                | (models.Q(approved_by__gt="") & ~models.Q(approved_by=models.F("made_by"))),
                name="assets_third_party_debt_approved",
            ),
        ]


class ThirdPartyPayment(models.Model):
    """Money that came in on such a debt: a receipt counts for one debt, once."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    debt = models.ForeignKey(ThirdPartyDebt, on_delete=models.PROTECT, related_name="payments")
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="assets_third_party_payment_positive")
        ]
