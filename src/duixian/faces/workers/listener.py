"""The listener: asks every agency what happened to our controls, all at once, and hands the news to the flow."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import OperationalError

from duixian.domain.assets.models import Counterparty
from duixian.domain.assets.services import counterparties
from duixian.faces.workers.pump import AgencyOf, Closing, in_thread, threads
from duixian.flows import take_notices
from duixian.flows.take_notices import Taken
from duixian.ports.agencies import Agency, AgencyFailure, AgencyUnreachable

_PAGE: Final = 500
_PAGES_AT_MOST: Final = 20
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Listener:
    """One round over all agencies that do not rest; one that fails or is slow holds nobody else up."""

    agency_of: AgencyOf
    clock: Callable[[], datetime]
    heard: dict[str, Taken] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        """Ask all of them once, page after page while pages are full."""
        with threads() as pool:
            awake = await in_thread(pool, take_notices.listening, now=self.clock())
            await asyncio.gather(*(self._ask(pool, counterparty) for counterparty in awake))

    async def _ask(self, pool: ThreadPoolExecutor, counterparty: Counterparty) -> None:
        agency: Agency | None = None
        cursor = counterparty.notice_cursor
        try:
            agency = self.agency_of(counterparty)
            for _ in range(_PAGES_AT_MOST):
                notices, exchange = await agency.notices(after=cursor, limit=_PAGE)
                if not notices:
                    return
                taken = await in_thread(
                    pool,
                    take_notices.take,
                    counterparty_id=counterparty.pk,
                    notices=notices,
                    exchange=exchange,
                    now=self.clock(),
                )
                self.heard[counterparty.code] = taken
                if len(notices) < _PAGE or taken.waiting:
                    return
                cursor = taken.cursor
        except AgencyFailure as failure:
            self.failed[counterparty.code] = str(failure)
            if isinstance(failure, AgencyUnreachable):
                await in_thread(
                    pool,
                    counterparties.note_failure,
                    counterparty_id=counterparty.pk,
                    now=self.clock(),
                    retry_after=failure.retry_after,
                )
        except OperationalError:  # the database itself is away: so it is for the others
            raise
        except Exception as error:  # a key that cannot be read, news that cannot be written down: this agency's trouble
            self.failed[counterparty.code] = f"{type(error).__name__}: {error}"[:300]
            _log.exception("the news of %s could not be taken", counterparty.code)
        finally:
            if isinstance(agency, Closing):
                await agency.close()
