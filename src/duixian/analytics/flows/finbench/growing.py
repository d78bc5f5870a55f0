"""Columns that grow by one value at a time and are read as arrays."""

from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=np.generic)


def with_room(array: NDArray[Kind], room: int, fill: int = 0) -> NDArray[Kind]:
    """A copy of `array` that is `room` long; what is new holds `fill`."""
    larger = np.full(room, fill, dtype=array.dtype)
    larger[: len(array)] = array
    return larger


class Growing(Generic[Kind]):
    """A column; appending is cheap because room is doubled."""

    def __init__(self, values: NDArray[Kind]) -> None:
        self._held = values
        self._size = len(values)

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> NDArray[Kind]:
        """What stands in it now. Assigning to places of it changes the column; it is stale after an `append`."""
        return self._held[: self._size]

    def append(self, value: Any) -> None:
        """Put one value at the end."""
        if self._size == len(self._held):
            self._held = with_room(self._held, max(16, 2 * self._size))
        self._held[self._size] = value
        self._size += 1
