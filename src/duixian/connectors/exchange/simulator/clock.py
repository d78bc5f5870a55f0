"""What time it is for the simulated agencies: the real time of day, on the real day or on one that was set."""

from collections.abc import Callable
from datetime import date, datetime


class Clock:
    """`real` gives the moment with its zone; `day` replaces the date once it is set."""

    def __init__(self, real: Callable[[], datetime]) -> None:
        self.real = real
        self.day: date | None = None

    def now(self, *, not_before: datetime | None = None) -> datetime:
        """The agencies' time. An answer is never dated before its order: the later of both moments."""
        moment = self.real()
        if self.day is not None:
            moment = datetime.combine(self.day, moment.timetz())
        return max(moment, not_before) if not_before else moment
