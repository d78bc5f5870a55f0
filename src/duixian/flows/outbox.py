"""What must happen after this transaction, and only if it commits: a job row written in the same transaction."""

from typing import Any

from django.db import transaction
from procrastinate import App, exceptions
from procrastinate.contrib.django.django_connector import DjangoConnector

_IN_THE_TRANSACTION = App(connector=DjangoConnector())
"""Jobs are written through Django's connection, in a worker too: its own app writes through another one, which knows
nothing of the transaction, so that a job would be taken up before what it is about is there."""

SEND_BATCH = "payout.send"
COLLECT_RESULTS = "payout.collect"
FETCH_STATEMENT = "funds.fetch"
SEND_ORDERS = "control.send"
TAKE_NOTICES = "control.notices"
HALL_STANDING = "hall.standing"
PUBLISH_ROUND = "platform.publish"
WITHDRAW_ROUND = "platform.withdraw"
COLLECT_FILES = "platform.collect"
WATCH = "control.watch"
WATCH_SETTLEMENTS = "settlement.watch"
LISTS_REVIEW = "lists.review"
LISTS_CERTIFY = "lists.certify"
BATCH = "case.batch"
REFUSALS_SIGN = "refusals.sign"


def later(task: str, *, lock: str, once: str = "", delay_seconds: int = 0, **arguments: Any) -> None:
    """Queue a task by name. Jobs with one `lock` run one after the other; of those with one `once` key one waits."""
    schedule: dict[str, Any] = {"schedule_in": {"seconds": delay_seconds}} if delay_seconds else {}
    try:
        with transaction.atomic():  # a job that waits already must not undo what the caller did
            _IN_THE_TRANSACTION.configure_task(task, lock=lock, queueing_lock=once or None, **schedule).defer(
                **arguments
            )
    except exceptions.AlreadyEnqueued:
        return
