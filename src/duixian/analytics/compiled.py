"""Loops compiled by numba (docs/adr/0016): one decorator, so that every compiled loop is compiled in the same way.

Compiled loops let go of the interpreter, so threads run them side by side. They start no threads of their own: numba's
own pool stops the process when two threads of a server enter it at once.

What is compiled is kept on disk. numba compiles again when the file of the loop has changed, but a loop also holds what
it calls and the constants it uses, wherever they stand: here it is compiled again when any of those files has changed.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., object])
Stamp = tuple[str, int, int]
"""A module, and when its file was written and how long it is."""


def compiled(loop: Loop) -> Loop:
    """The loop in machine code, made at its first call and kept on disk."""
    made = numba.njit(cache=True, nogil=True)(loop)
    kept: Any = getattr(getattr(made, "_cache", None), "_cache_file", None)
    if not hasattr(kept, "_source_stamp"):  # a numba that keeps its files otherwise: rather slow than stale
        return cast("Loop", numba.njit(nogil=True)(loop))
    kept._source_stamp = (kept._source_stamp, *sorted(_behind(loop)))
    return cast("Loop", made)


def _behind(loop: Callable[..., object]) -> set[Stamp]:
    """The files of all modules of its package that the loop's module takes names from, and of those behind them."""
    package = loop.__module__.partition(".")[0]
    found: dict[str, ModuleType] = {}
    ahead = [sys.modules[loop.__module__]] if loop.__module__ in sys.modules else []
    while ahead:
        for name in _named_in(ahead.pop(), package):
            if name not in found and name != loop.__module__ and name in sys.modules:
                found[name] = sys.modules[name]
                ahead.append(sys.modules[name])
    files = ((name, Path(module.__file__)) for name, module in found.items() if module.__file__)
    return {(name, (told := file.stat()).st_mtime_ns, told.st_size) for name, file in files if file.exists()}


def _named_in(module: ModuleType, package: str) -> Iterator[str]:
    """The modules of the package that functions and classes among a module's names come from."""
    for value in list(vars(module).values()):
        name: Any = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        if isinstance(name, str) and (name == package or name.startswith(f"{package}.")):
            yield name
