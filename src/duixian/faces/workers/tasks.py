"""The tasks. Each reads the clock, opens its scope and calls one flow; a failure is tried again with growing pauses."""

from importlib import import_module

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from duixian.flows import outbox, pay_out
from duixian.ports.banks import Bank

_AGAIN = RetryStrategy(max_attempts=50, wait=2, exponential_wait=2)
_STALLED_AFTER_SECONDS = 60


def _bank(court_id: int) -> Bank:
    """The wiring stands above the faces, so it is asked by name."""
    bank: Bank = import_module("duixian.config.wiring").bank_of(court_id)
    return bank


@app.task(name=outbox.SEND_BATCH, retry=_AGAIN)
def send_batch(*, court_id: int, batch_id: int) -> None:
    """Hand a batch to the bank."""
    pay_out.submit(court_id=court_id, batch_id=batch_id, bank=_bank(court_id), now=timezone.now())


@app.task(name=outbox.COLLECT_RESULTS, retry=_AGAIN)
def collect_results(*, court_id: int, batch_id: int) -> None:
    """Ask the bank what became of a batch."""
    pay_out.collect(court_id=court_id, batch_id=batch_id, bank=_bank(court_id), now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="jobs.revive", queueing_lock="jobs.revive", pass_context=True)
async def revive_stalled(context: JobContext, timestamp: int) -> None:
    """A worker killed in mid-job leaves the job marked as being done: give it back."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_AFTER_SECONDS):
        await manager.retry_job(job)
