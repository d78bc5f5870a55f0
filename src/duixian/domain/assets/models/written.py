"""What an agency wrote on paper about an order it did not answer over the network."""

from django.db import models
from django.db.models import Q

from duixian.domain.assets.models.orders import ControlOrder
from duixian.domain.courts.models import Court
from duixian.ports.agencies import Outcome

_OUTCOMES = {
    Outcome.DONE: "已办理",
    Outcome.PARTIAL: "部分办理",
    Outcome.WAITING: "轮候",
    Outcome.NOTHING: "查无此财产",
    Outcome.REFUSED: "拒绝协助",
}


class WrittenAnswer(models.Model):
    """An agency's written answer (回执) to one order, entered by one person and confirmed by another against the paper,
    whose SHA-256 is kept. It counts once it is confirmed; sums in fen."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(ControlOrder, on_delete=models.PROTECT, related_name="written")
    outcome = models.CharField(max_length=8, choices=[(one.value, label) for one, label in _OUTCOMES.items()])
    amount_fen = models.BigIntegerField(null=True)
    rank = models.IntegerField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    effective_on = models.DateField(null=True)
    until = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    document_sha256 = models.CharField(max_length=64)
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], name="assets_one_written_answer_counts", condition=Q(confirmed_by__gt="")
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=models.F("entered_by")),
                name="assets_written_answer_by_two",
            ),
            models.CheckConstraint(
                condition=(Q(amount_fen__isnull=True) | Q(amount_fen__gt=0)) & Q(document_sha256__gt=""),
                name="assets_written_answer_is_of_a_paper",
            ),
        ]
