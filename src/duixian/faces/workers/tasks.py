"""The tasks. Each reads the clock, opens its scope and calls one flow; a failure is tried again with growing pauses."""

import asyncio
import functools
import logging
from collections.abc import Callable
from importlib import import_module
from typing import ParamSpec

from django.db import close_old_connections, transaction
from django.utils import timezone
from procrastinate import JobContext, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from duixian.base.faults import BadInput, Refused
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court
from duixian.domain.disposal.models import AuctionRound, Bidder, Platform
from duixian.domain.disposal.services import hall
from duixian.domain.funds.models import BankAccount
from duixian.faces.workers.listener import Listener
from duixian.faces.workers.pauses import GrowingPauses
from duixian.faces.workers.pump import Pump
from duixian.faces.workers.run import STALLED_AFTER_SECONDS, STOPPING
from duixian.flows import (
    batch,
    change_party,
    end_stays,
    fetch_statement,
    object_to_act,
    outbox,
    pause_limits,
    pay_out,
    send_orders,
    watch_controls,
)
from duixian.flows.dispose import publish_round, register_bidder
from duixian.flows.end_round import requery
from duixian.flows.follow_money import follow_court
from duixian.flows.lists import certify, review
from duixian.flows.measures import watch as watch_measures
from duixian.flows.measures.paid import lift_what_is_paid
from duixian.flows.refusal import refer, warn
from duixian.flows.settle import watch as settlement_watch
from duixian.ports.banks import Bank, BankRefused, BankUnreachable
from duixian.ports.platforms import Platform as OutsidePlatform

_AGAIN = GrowingPauses()
_log = logging.getLogger(__name__)
_Given = ParamSpec("_Given")


def _bank(court_id: int) -> Bank:
    """The wiring stands above the faces, so it is asked by name."""
    bank: Bank = import_module("duixian.config.wiring").bank_of(court_id)
    return bank


def _reconnecting(task: Callable[_Given, None]) -> Callable[_Given, None]:
    """Drop a connection that a restart of the database has broken; in a worker nobody else does it."""

    @functools.wraps(task)
    def run(*args: _Given.args, **kwargs: _Given.kwargs) -> None:
        close_old_connections()
        try:
            task(*args, **kwargs)
        finally:
            close_old_connections()

    return run


@app.task(name=outbox.SEND_BATCH, retry=_AGAIN)
@_reconnecting
def send_batch(*, court_id: int, batch_id: int) -> None:
    """Hand a batch to the bank."""
    pay_out.submit(court_id=court_id, batch_id=batch_id, bank=_bank(court_id), now=timezone.now())


@app.task(name=outbox.COLLECT_RESULTS, retry=_AGAIN)
@_reconnecting
def collect_results(*, court_id: int, batch_id: int) -> None:
    """Ask the bank what became of a batch."""
    pay_out.collect(court_id=court_id, batch_id=batch_id, bank=_bank(court_id), now=timezone.now())


@app.periodic(cron="* * * * * */15")
@app.task(name=outbox.FETCH_STATEMENT, queueing_lock=outbox.FETCH_STATEMENT, lock=outbox.FETCH_STATEMENT)
@_reconnecting
def fetch_statements(timestamp: int) -> None:
    """Ask every court's bank what was booked. A bank that cannot be reached, or gives nothing to be believed, is asked
    again in a moment, and holds no other court up."""
    with scope.of_all_courts():
        courts = list(BankAccount.objects.order_by("court_id").values_list("court_id", flat=True))
    for court_id in courts:
        try:
            fetch_statement.fetch(court_id=court_id, bank=_bank(court_id), now=timezone.now())
        except (BankUnreachable, BankRefused, BadInput, Refused):
            _log.warning("the statement of court %s was not taken in", court_id, exc_info=True)


@app.task(name=outbox.HALL_STANDING, retry=_AGAIN)
@_reconnecting
def publish_standing(*, court_id: int, bidder_id: int) -> None:
    """Put a bidder's standing into the public log of our own hall, signed by its key."""
    sign: hall.Sign = import_module("duixian.config.wiring").hall_sign
    with scope.of_court(court_id):
        bidder = Bidder.objects.get(pk=bidder_id)
        register_bidder.publish_standing(bidder=bidder, clock=hall.database_clock, sign=sign)


@app.periodic(cron="10 * * * *")  # every hour: whatever was missed in the night is not missed for a day
@app.task(name="control.watches", queueing_lock="control.watches")
@_reconnecting
def watch_courts(timestamp: int) -> None:
    """Send every court's watch on its round."""
    for court_id in Court.objects.values_list("pk", flat=True):
        mark = f"watch:{court_id}"
        outbox.later(outbox.WATCH, lock=mark, once=mark, court_id=court_id)


@app.task(name=outbox.WATCH, retry=_AGAIN)
@_reconnecting
def watch_court(*, court_id: int) -> None:
    """Go round the controls of one court, count the times that sales and appraisals moved, and let rulings nobody went
    against become final."""
    now = timezone.now()
    watch_controls.go_round(court_id=court_id, on=timezone.localdate(now), now=now)
    watch_measures.lapse_due(court_id=court_id, now=now)
    lift_what_is_paid(court_id=court_id, now=now)
    warn.after_warning(court_id=court_id, now=now)
    follow_court(court_id=court_id, now=now)
    with scope.of_court(court_id):
        pause_limits.recount_court(court_id=court_id)
    end_stays.end_stays(court_id=court_id, on=timezone.localdate(now), now=now)
    object_to_act.close_due(court_id=court_id, on=timezone.localdate(now), now=now)
    change_party.close_due(court_id=court_id, on=timezone.localdate(now), now=now)


@app.periodic(cron="* * * * * */5")  # every five seconds
@app.task(name="jobs.revive", queueing_lock="jobs.revive", pass_context=True)
async def revive_stalled(context: JobContext, timestamp: int) -> None:
    """A worker killed in mid-job leaves the job marked as being done: give it back.

    It may have queued its own successor before it died (both carry one queueing lock): then the successor does the
    work, and the dead job is closed, so that it does not hold the lock of its batch for ever.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        assert job.id is not None
        try:
            await manager.retry_job(job)
        except exceptions.UniqueViolation:
            await manager.finish_job_by_id_async(job.id, status=Status.FAILED, delete_job=False)


# --- search and control


@app.task(name=outbox.SEND_ORDERS, retry=_AGAIN, pass_context=True)
async def send_due_orders(context: JobContext) -> None:
    """Send whatever is due to every agency at once, until nothing is due or the worker is to stop."""
    pump = Pump(agency_of=import_module("duixian.config.wiring").agency_of, clock=timezone.now)
    await pump.run(context.additional_context.get(STOPPING) or asyncio.Event())


@app.periodic(cron="* * * * * */5")
@app.task(name="control.sweep", queueing_lock="control.sweep", lock="control.sweep")
@_reconnecting
def sweep_due_orders(timestamp: int) -> None:
    """Retries and polls come due by themselves: start the pump when there is something for it."""
    if send_orders.due_lanes(now=timezone.now()):
        with transaction.atomic():
            outbox.later(outbox.SEND_ORDERS, lock=outbox.SEND_ORDERS, once=outbox.SEND_ORDERS)


@app.periodic(cron="11 * * * *")
@app.task(name="control.give_up", queueing_lock="control.give_up", lock="control.give_up")
@_reconnecting
def hand_over_unanswered(timestamp: int) -> None:
    """Orders nobody has answered for days go to people."""
    for court_id in send_orders.courts_under_way():
        send_orders.give_up(court_id=court_id, now=timezone.now())


@app.periodic(cron="* * * * * */20")
@app.task(name=outbox.TAKE_NOTICES, queueing_lock=outbox.TAKE_NOTICES, lock=outbox.TAKE_NOTICES)
async def take_news(timestamp: int) -> None:
    """Ask every agency what happened to our controls."""
    await Listener(agency_of=import_module("duixian.config.wiring").agency_of, clock=timezone.now).run()


# --- many cases in one act


@app.task(name=outbox.BATCH, retry=_AGAIN, pass_context=True)
@_reconnecting
def run_batch(context: JobContext, *, court_id: int, key: str) -> None:
    """Do a batch row by row; taken up where it stopped when a worker died over it, or was told to stop."""
    told: asyncio.Event = context.additional_context.get(STOPPING) or asyncio.Event()
    batch.run(court_id=court_id, key=key, clock=timezone.now, today=timezone.localdate, stop=told.is_set)


# --- the two lists


@app.task(name=outbox.LISTS_REVIEW, retry=_AGAIN)
@_reconnecting
def review_lists(*, court_id: int, case_id: int) -> None:
    """Ask whether anybody of a case should be off the lists, at once after what happened in it."""
    now = timezone.now()
    with scope.of_court(court_id):
        review.review_case(case_id=case_id, on=timezone.localdate(now), now=now)


@app.task(name=outbox.LISTS_CERTIFY, retry=_AGAIN)
@_reconnecting
def certify_lists(*, court_id: int) -> None:
    """Sign the certificates of entries that are gone."""
    wiring = import_module("duixian.config.wiring")
    key: str = wiring.certificate_public_key()
    certify.certify(court_id=court_id, sign=wiring.certificate_sign, key=key, now=timezone.now())


@app.task(name=outbox.REFUSALS_SIGN, retry=_AGAIN)
@_reconnecting
def sign_packets(*, court_id: int) -> None:
    """Sign the packets that go to the police."""
    wiring = import_module("duixian.config.wiring")
    key: str = wiring.certificate_public_key()
    refer.sign_packets(court_id=court_id, sign=wiring.certificate_sign, key=key, now=timezone.now())


@app.periodic(cron="* * * * *")  # every minute: whatever was missed does not stand for a day
@app.task(name="lists.sweep", queueing_lock="lists.sweep", lock="lists.sweep")
@_reconnecting
def sweep_lists(timestamp: int) -> None:
    """Terms, graces, promises, exemptions and cases that ended; money that came in."""
    for court_id in Court.objects.values_list("pk", flat=True):
        review.sweep(court_id=court_id, now=timezone.now())


@app.periodic(cron="20 1 * * *")
@app.task(name="lists.nightly", queueing_lock="lists.nightly", lock="lists.sweep")
@_reconnecting
def review_every_listing(timestamp: int) -> None:
    """Every open decision once a night, whatever happened."""
    for court_id in Court.objects.values_list("pk", flat=True):
        review.nightly(court_id=court_id, now=timezone.now())


# --- rounds that were ended


@app.periodic(cron="20 2 * * *")
@app.task(name="round.requery", queueing_lock="round.requery", lock="round.requery")
@_reconnecting
def search_ended_rounds(timestamp: int) -> None:
    """Launch the half-yearly searches that are due, and tell the applicants what came of those that are through."""
    now = timezone.now()
    for court_id in Court.objects.values_list("pk", flat=True):
        with scope.of_court(court_id):
            requery.requery_due(court_id=court_id, on=timezone.localdate(now), now=now)
            requery.tell_results(court_id=court_id, on=timezone.localdate(now), now=now)


# --- outside auction platforms


def _platform(platform: Platform) -> OutsidePlatform | None:
    """None: this platform is dealt with by hand."""
    found: OutsidePlatform | None = import_module("duixian.config.wiring").platform_of(platform)
    return found


def _platform_of_round(court_id: int, round_id: int) -> OutsidePlatform | None:
    with scope.of_court(court_id):
        platform = Platform.objects.get(pk=AuctionRound.objects.values_list("platform", flat=True).get(pk=round_id))
    return _platform(platform)


@app.task(name=outbox.PUBLISH_ROUND, retry=_AGAIN)
@_reconnecting
def publish_announced(*, court_id: int, round_id: int) -> None:
    """Give an announced round to its platform."""
    at = _platform_of_round(court_id, round_id)
    if at is not None:
        publish_round.publish(court_id=court_id, round_id=round_id, at=at, now=timezone.now())


@app.task(name=outbox.WITHDRAW_ROUND, retry=_AGAIN)
@_reconnecting
def withdraw_published(*, court_id: int, round_id: int, reason: str) -> None:
    """Take a round back from its platform."""
    at = _platform_of_round(court_id, round_id)
    if at is not None:
        publish_round.withdraw(court_id=court_id, round_id=round_id, reason=reason, at=at, now=timezone.now())


@app.periodic(cron="40 * * * *")
@app.task(name="platform.collections", queueing_lock="platform.collections")
@_reconnecting
def ask_platforms(timestamp: int) -> None:
    """Ask every platform we reach for its new files, for every court; one that is down holds no other up."""
    reached = [one for one in Platform.objects.filter(own=False, active=True) if _platform(one) is not None]
    for court_id in Court.objects.values_list("pk", flat=True):
        for platform in reached:
            mark = f"files:{court_id}:{platform.pk}"
            outbox.later(outbox.COLLECT_FILES, lock=mark, once=mark, court_id=court_id, platform_id=platform.pk)


@app.task(name=outbox.COLLECT_FILES, retry=_AGAIN)
@_reconnecting
def collect_files(*, court_id: int, platform_id: int) -> None:
    """Take in the new files of one platform for one court."""
    at = _platform(Platform.objects.get(pk=platform_id))
    if at is not None:
        publish_round.collect(court_id=court_id, platform_id=platform_id, at=at, now=timezone.now())


# --- settlements and promises


@app.periodic(cron="25 * * * *")  # every hour: whatever was missed in the night is not missed for a day
@app.task(name="settlement.watches", queueing_lock="settlement.watches")
@_reconnecting
def watch_settlements(timestamp: int) -> None:
    """Send every court on its round over what parties agreed."""
    for court_id in Court.objects.values_list("pk", flat=True):
        mark = f"settlements:{court_id}"
        outbox.later(outbox.WATCH_SETTLEMENTS, lock=mark, once=mark, court_id=court_id)


@app.task(name=outbox.WATCH_SETTLEMENTS, retry=_AGAIN)
@_reconnecting
def watch_settlements_of(*, court_id: int) -> None:
    """Remind, see what was not performed, end stays, close what was performed."""
    now = timezone.now()
    settlement_watch.go_round(court_id=court_id, on=timezone.localdate(now), now=now)


@app.periodic(cron="* * * * *")
@app.task(name="promise.check", queueing_lock="promise.check", lock="promise.check")
@_reconnecting
def check_promises(timestamp: int) -> None:
    """Promises are to the minute."""
    for court_id in Court.objects.values_list("pk", flat=True):
        settlement_watch.check_promises(court_id=court_id, now=timezone.now())
