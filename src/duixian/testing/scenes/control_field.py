"""The field of the control scene: 52 agencies with their moods, and everything that is sent to them.

The agencies are a process of their own, spoken to over HTTP; the court's clock stands where the scene puts it, so what
has to wait for a minute waits for no second.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from duixian.connectors.exchange.client import ExchangeAgency, Patience
from duixian.connectors.exchange.signing import Signer
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.domain.assets.models import ControlOrder, Counterparty, OrderState
from duixian.domain.assets.services import counterparties
from duixian.domain.courts import scope
from duixian.domain.trail.acting import Acting
from duixian.flows.take_answer import Summary
from duixian.testing.scenes.stage import Stage
from duixian.worlds.agencies import AGENCIES

WORLD_SEED: Final = 1
UNDER_WAY: Final = (OrderState.APPROVED, OrderState.SENT)

MOODS: Final[Mapping[str, Mapping[str, int | bool | str]]] = {
    "故障 10%": {"failing": 100},
    "宕机": {"down": True},
    "缓慢": {"slow_ms": 60, "tail": 100, "tail_ms": 900},
    "断线（未办理）": {"dropped": 400},
    "办理后断线": {"lost": 500},
    "繁忙": {"busy": 400, "retry_after": 30},
    "迟复": {"late": 400, "late_polls": 2},
    "重复": {"doubled": True},
    "乱序": {"out_of_order": True, "doubled": True},
    "部分有误": {"partly_wrong": 300},
    "余额变动": {"moves_balance": 30},
}
"""What each mood is, in the switches of the simulator."""

MOOD_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("B08", "B13", "B19", "B27", "C01"), "故障 10%"),
    **dict.fromkeys(("B09", "B21", "V02"), "宕机"),
    **dict.fromkeys(("B05", "B36", "L01"), "缓慢"),
    **dict.fromkeys(("B11", "B30", "W03"), "断线（未办理）"),
    **dict.fromkeys(("B01", "B10", "B24", "B34", "W01", "I02"), "办理后断线"),
    **dict.fromkeys(("B15", "P01"), "繁忙"),
    **dict.fromkeys(("B03", "B20", "B33", "S01", "C02"), "迟复"),
    **dict.fromkeys(("B12", "P02"), "重复"),
    **dict.fromkeys(("B02", "B16", "W02"), "乱序"),
    **dict.fromkeys(("B07", "B18", "I01", "L02"), "部分有误"),
    **dict.fromkeys(("B04", "B14", "B22", "B28", "B32"), "余额变动"),
}
"""Who is in which mood; the others only answer."""

_ROUNDS_AT_MOST: Final = 90
_MONEY_SECONDS: Final = 20
_BACK_AFTER: Final = 4
"""Rounds after which those that are down come back."""


@dataclass
class Field:
    """The agencies and what went to and fro. `lost_calls`: how often a call brought nothing."""

    stage: Stage
    agencies: SimulatedAgencies
    signer: Signer
    rounds: int = 0
    taken: Summary = field(default_factory=Summary)
    news: int = 0
    kills: int = 0
    _kill_at: int = 0

    def agency_of(self, counterparty: Counterparty) -> ExchangeAgency:
        """The adapter of an agency; a process that is to be killed is killed when so many were asked for."""
        if self._kill_at:
            self._kill_at -= 1
            if not self._kill_at:
                self.agencies.kill()
                self.kills += 1
        return ExchangeAgency(
            counterparty.url,
            code=counterparty.code,
            public_key=counterparty.public_key,
            signer=self.signer,
            patience=Patience(connect=2.0, read=5.0, whole=10.0),
        )

    def kill_midway(self) -> None:
        """The next time orders are sent, the agencies' process dies while some of them are under way."""
        self._kill_at = 30

    def send(self) -> Summary:
        """Send, ask again and listen until no order waits for an answer; a minute passes between the rounds."""
        assert self.stage.couriers is not None, "this scene needs somebody to carry its orders"
        together = Summary()
        for place in range(_ROUNDS_AT_MOST):
            if place == _BACK_AFTER:
                self.agencies_come_back()
            together += self.stage.couriers.send(agency_of=self.agency_of, clock=self.clock)
            self.news += self.stage.couriers.listen(agency_of=self.agency_of, clock=self.clock)
            self.rounds += 1
            if not self.under_way():
                self.taken += together
                return together
            self.stage.moment += timedelta(minutes=1)
        raise AssertionError(f"orders without end: {self.under_way()}")

    def clock(self) -> datetime:
        """The court's time."""
        return self.stage.moment

    def under_way(self) -> int:
        """Orders that have no final answer."""
        with scope.of_court(self.stage.court.pk):
            return ControlOrder.objects.filter(state__in=UNDER_WAY).count()

    def agencies_come_back(self) -> None:
        """Those that were down are up again."""
        for code, mood in MOOD_OF.items():
            if "down" in MOODS[mood]:
                self.agencies.behave(code, down=False)

    def paid(self) -> list[dict[str, Any]]:
        """Every payment of the agencies, once all of them have reached the court's bank."""
        deadline = time.monotonic() + _MONEY_SECONDS
        while time.monotonic() < deadline:
            transfers = self.agencies.transfers()
            if all(one["sent"] for one in transfers):
                return transfers
            time.sleep(0.05)
        raise AssertionError(f"money on its way for too long: {transfers}")

    def truth(self) -> dict[str, dict[str, Any]]:
        """Every thing the agencies have by its reference, as they know it."""
        return {
            reference: thing
            for found in self.agencies.truth().values()
            for reference, thing in found["assets"].items()
            if not str(thing["number"]).startswith("CONFORM")
        }

    def calls(self) -> int:
        """Calls that reached an agency since its process was last started."""
        return sum(self.agencies.counts(agency.code)["calls"] for agency in AGENCIES)


@contextmanager
def opened_field(stage: Stage) -> Iterator[Field]:
    """Start the agencies in their moods and enter them at the court."""
    signer = Signer.generate(stage.court.code)
    with SimulatedAgencies(
        seed=WORLD_SEED,
        courts={signer.code: signer.public_key},
        court_bank=stage.bank_url,
        data=stage.folder / "agencies",
        process=True,
    ) as agencies:
        agencies.set_day(stage.today)
        for code, mood in MOOD_OF.items():
            agencies.behave(code, **MOODS[mood])
        setup = Acting.system(stage.court.pk, "setup")
        with scope.of_court(stage.court.pk):
            for agency in AGENCIES:
                counterparties.enter(
                    acting=setup,
                    code=agency.code,
                    name=agency.name,
                    kind=agency.kind,
                    url=agencies.url_of(agency.code),
                    public_key=agencies.key_of(agency.code),
                    simulated=True,
                    now=stage.moment,
                )
        yield Field(stage, agencies, signer)
