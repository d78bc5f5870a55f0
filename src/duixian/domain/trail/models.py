"""One row per act, chained. The hash, the sequence and the refusal to change are the database's own work."""

from django.db import models


class Entry(models.Model):
    """An act that happened. Append-only: the application role may insert and read, nothing else.

    `court_id` is a plain number: this app stands below the courts. `seq`, `prev` and `hash` are set by a trigger:
    hash = sha256(prev ‖ the row's own text), see migration 0001 and `duixian.faces.cli.verify`.
    """

    court_id = models.IntegerField()
    seq = models.BigIntegerField(editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80)
    act = models.CharField(max_length=60)
    ground = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=80, blank=True)  # "case:123": what the act was about
    payload = models.JSONField(default=dict)
    prev = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court_id", "seq"], name="trail_one_row_per_place")]
        indexes = [models.Index(fields=["subject", "-seq"], name="trail_by_subject")]

    def __str__(self) -> str:
        return f"{self.court_id}/{self.seq} {self.act}"
