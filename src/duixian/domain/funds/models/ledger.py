"""The ledger: postings of legs that sum to zero. Append-only; written by the SQL function `funds_post` alone."""

from django.db import models

from duixian.domain.courts.models import Court
from duixian.domain.funds.models.accounts import Account


class Posting(models.Model):
    """One movement of money: why, when, under which key (a key posts once), chained by hash per court.

    `digest` covers every leg; the database checks it against the legs when they are written.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField(editable=False)
    act = models.CharField(max_length=40)
    on = models.DateField(db_column="on_day")
    at = models.DateTimeField()
    key = models.CharField(max_length=120)
    memo = models.CharField(max_length=200, blank=True)
    legs_count = models.IntegerField(editable=False)
    digest = models.BinaryField(editable=False)
    prev = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "seq"], name="funds_one_posting_per_place"),
            models.UniqueConstraint(fields=["court", "key"], name="funds_a_key_posts_once"),
        ]
        indexes = [models.Index(fields=["court", "on"], name="funds_postings_by_day")]


class Leg(models.Model):
    """One side of a posting. `amount_fen` is signed: debit positive, credit negative; never zero."""

    pk = models.CompositePrimaryKey("posting_id", "position")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="legs", db_index=False)
    position = models.IntegerField()
    # no foreign key of its own: the database holds it equal to the posting's court, which has one
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(amount_fen=0), name="funds_no_empty_leg")]
