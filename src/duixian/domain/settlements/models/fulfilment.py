"""What fulfils an instalment of money: parts of receipts, and what the creditor says he got directly."""

from django.db import models
from django.db.models import Q

from duixian.domain.courts.models import Court
from duixian.domain.funds.models import Receipt
from duixian.domain.settlements.models.agreements import Instalment


class FulfilmentKind(models.TextChoices):
    """Where the money went."""

    RECEIPT = "receipt", "案款账户到账"
    DIRECT = "direct", "申请执行人确认直接收取"


class Fulfilment(models.Model):
    """So many fen of a receipt, or paid directly and acknowledged by the creditor, fulfil an instalment. What turns out
    wrong is undone with a reason, never changed."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="fulfilments")
    kind = models.CharField(max_length=8, choices=FulfilmentKind)
    receipt = models.ForeignKey(Receipt, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged = models.CharField(max_length=200, blank=True, help_text="申请执行人的书面确认或者笔录")
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("paid_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="settlements_fulfils_something"),
            models.CheckConstraint(
                condition=Q(kind="receipt", receipt__isnull=False)
                | (Q(kind="direct", receipt__isnull=True) & ~Q(acknowledged="")),
                name="settlements_money_has_a_source",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_why="") | (Q(undone_at__isnull=False) & ~Q(undone_why="")),
                name="settlements_undone_says_why",
            ),
        ]
