"""When a job that failed is tried again: soon, then with growing pauses, for as long as it takes.

Money jobs are never given up by themselves: every one of them may be repeated safely, and a payout that nobody tries
any more is money that nobody gets. What repeating cannot mend (the bank refused, the law refused) stops at once.
"""

import os

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from duixian.base.faults import BadInput, Refused
from duixian.ports.banks import BankRefused

LONGEST_SECONDS = int(os.environ.get("DUIXIAN_RETRY_LONGEST", "300"))
_FIRST_SECONDS = 2
_FOR_GOOD = (BankRefused, Refused, BadInput)


class GrowingPauses(BaseRetryStrategy):
    """2, 4, 8 … seconds, at the most `LONGEST_SECONDS`."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """None: a failure that stays."""
        if isinstance(exception, _FOR_GOOD):
            return None
        pause = min(LONGEST_SECONDS, _FIRST_SECONDS * 2 ** min(job.attempts, 10))
        return RetryDecision(retry_in={"seconds": pause})
