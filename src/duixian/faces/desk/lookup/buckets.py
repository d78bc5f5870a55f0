"""How often somebody may ask, without riddles to solve: so many at once, and then one every so many seconds."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

MOST_KEPT = 20_000
"""Buckets remembered; the one longest untouched is forgotten first, and is full again by then in all likelihood."""


@dataclass(slots=True)
class Buckets:
    """A bucket for each key: holds `size` questions, gets one back every `seconds`. One process's own."""

    size: int
    seconds: float
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _taking: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: str, *, at: float) -> float:
        """Take one. Returns 0, or in how many seconds there is one again; `at` counts seconds and never goes back."""
        with self._taking:
            left, since = self._left.pop(key, (float(self.size), at))
            left = min(float(self.size), left + (at - since) / self.seconds)
            self._left[key] = (left - 1 if left >= 1 else left, at)
            if len(self._left) > MOST_KEPT:
                self._left.popitem(last=False)
            return 0.0 if left >= 1 else (1 - left) * self.seconds
