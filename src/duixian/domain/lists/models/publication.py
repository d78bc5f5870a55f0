"""The two public lists as an append-only log, and what stands on them now, which the database keeps from the log."""

from django.db import models
from django.db.models.fields.json import KT

from duixian.domain.courts.models import Court


class Publication(models.Model):
    """One line of the publication log: an entry is entered, changed or taken off. Append-only.

    `seq` counts over all courts without a gap, in the order of commit: a trigger gives it under a lock that lasts to
    the end of the transaction, so whoever has read up to a line has missed none before it. `content` is
    `analytics.screening.model.ListedEntry` as JSON (`domain.lists.entries`), empty in a line that takes off; `windows`
    the single-use exemptions open on the entry. hash = sha256(prev ‖ the line's own text), see `publication.sql`.
    """

    seq = models.BigIntegerField(unique=True, editable=False)
    at = models.DateTimeField()
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    op = models.CharField(max_length=8, choices=[("enter", "公布"), ("change", "变更"), ("remove", "撤下")])
    entry = models.UUIDField()
    register = models.CharField(max_length=12, choices=[("dishonest", "失信"), ("limited", "限制消费")])
    content = models.JSONField(default=dict)
    windows = models.JSONField(default=list, help_text="单次解除：起、止、事由")
    reason = models.CharField(max_length=40, help_text="事由代码，见 law.lists")
    prev = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)

    class Meta:
        ordering = ("seq",)
        indexes = [models.Index(fields=["entry", "-seq"], name="lists_log_of_entry")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(op="remove", content={}, windows=[])
                | (models.Q(op__in=["enter", "change"]) & ~models.Q(content={})),
                name="lists_line_says_what_it_does",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.op} {self.entry}"


class CurrentEntry(models.Model):
    """What stands on a list after the last line of the log. Kept by the trigger of the log; nobody else writes it.

    `expires_on`: the last day on which it stands; a reader leaves out what is over (`selectors.publication`).
    """

    entry = models.UUIDField(primary_key=True)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=12)
    content = models.JSONField()
    windows = models.JSONField(default=list)
    expires_on = models.DateField(null=True)
    seq = models.BigIntegerField()
    # a column of its own: under row security an index on what stands inside a document is never used
    name = models.GeneratedField(
        expression=KT("content__identity__name"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["seq"], name="lists_current_by_seq"),
            models.Index(fields=["name"], name="lists_current_by_name"),
            models.Index(
                fields=["expires_on"], name="lists_current_expiring", condition=models.Q(expires_on__isnull=False)
            ),
        ]
