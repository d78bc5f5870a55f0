"""The daily comparison of our books with the bank's."""

from django.db import models

from duixian.domain.courts.models import Court
from duixian.domain.funds.models.accounts import BankAccount


class Reconciliation(models.Model):
    """One day's comparison, signed by two people. `differences` lists what explains the gap, in fen, with its rows."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    bank_fen = models.BigIntegerField()
    book_fen = models.BigIntegerField()
    differences = models.JSONField(default=list)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    signed_by = models.CharField(max_length=80, blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "day"], name="funds_one_reconciliation_a_day"),
            models.CheckConstraint(
                condition=models.Q(signed_by="") | ~models.Q(signed_by=models.F("made_by")),
                name="funds_reconciled_by_two",
            ),
        ]
