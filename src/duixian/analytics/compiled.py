"""Loops compiled by numba (docs/adr/0016): one decorator, so that every compiled loop is compiled in the same way.

Compiled loops let go of the interpreter, so threads run them side by side. They start no threads of their own: numba's
own pool stops the process when two threads of a server enter it at once.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """The loop in machine code, made at its first call and kept on disk."""
    return cast("Loop", numba.njit(cache=True, nogil=True)(loop))
