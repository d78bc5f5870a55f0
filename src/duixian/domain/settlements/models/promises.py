"""Promises with an hour (约定)."""

from django.db import models
from django.db.models import Q

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person


class PromiseState(models.TextChoices):
    """How a promise stands."""

    OPEN = "open", "未到约定时间"
    KEPT = "kept", "已履行"
    BROKEN = "broken", "未履行"
    WITHDRAWN = "withdrawn", "已取消"


class Promise(models.Model):
    """What a party promised to do by an hour. `amount_fen` null: something else than money, then `done_note` says that
    it was done. A broken one waits for the officer until he has `answered`."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=300)
    amount_fen = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=PromiseState, default=PromiseState.OPEN)
    judged_at = models.DateTimeField(null=True)
    came_in_fen = models.BigIntegerField(default=0, help_text="约定时间前到账，认定时")
    done_note = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=300, blank=True, help_text="未履行的，承办人如何处理")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    noted_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("due_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gt=0), name="settlements_promise_positive"
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("made_at")), name="settlements_promise_is_of_the_future"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False, state="broken") & ~Q(answer="")),
                name="settlements_answer_to_a_broken_one",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "due_at"], name="settlements_promises_open", condition=Q(state="open")),
            models.Index(
                fields=["court", "due_at"],
                name="settlements_promises_broken",
                condition=Q(state="broken", answered_at__isnull=True),
            ),
            models.Index(fields=["case", "-due_at"], name="settlements_promises_of_case"),
        ]
