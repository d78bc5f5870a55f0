"""All transfers between accounts, ready to be followed both ways in order of time.

A network is a large sorted layer and a small one of what came after it: new transfers are seen at once, and the two are
made one when the small layer has grown. 36 bytes a transfer. A network never changes: what is appended makes another
one, which shares what stayed the same, so readers need no lock.
"""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.flows.adjacency import Codes, Fen, Moments, Places, ascending, by_account, interleave, time_order
from duixian.analytics.flows.model import TRANSFERS
from duixian.base.faults import BadInput, Fault

FORM: Final = 1
"""Changes whenever columns are laid out otherwise: a folder of another form is built again."""

_MOST: Final = (1 << 31) - 2
_TAIL_LEAST: Final = 1 << 14
_TAIL_SHARE: Final = 32


class UnreadableNetwork(ValueError):
    """A folder that is no network of this form; the message says what it is."""


class Layer(NamedTuple):
    """Transfers in order of time (equal moments by number), and each account's own as runs of places in that order.

    `row`: the number of the transfer, given once and for ever; a place changes when older transfers come later.
    `out_places[out_offsets[a]:out_offsets[a + 1]]` are those that leave account `a`, `in_…` those that reach it.
    """

    at: Moments
    amount: Fen
    source: Codes
    target: Codes
    row: Places
    out_offsets: Places
    out_places: Places
    in_offsets: Places
    in_places: Places

    @property
    def accounts(self) -> int:
        """How many accounts it knows; codes from there on have no transfers in it."""
        return len(self.out_offsets) - 1


@dataclass(frozen=True, slots=True)
class Network:
    """`base` holds most, `tail` what came since. Made by `build` or `open_at`, grown by `append`."""

    base: Layer
    tail: Layer

    @classmethod
    def build(cls, transfers: pl.DataFrame, *, accounts: int = 0) -> "Network":
        """Of columns (`TRANSFERS`), in any order. `accounts`: at least so many codes are known.

        Raises `BadInput`: a code or an amount that cannot be, more transfers than there are numbers.
        """
        columns = _columns(transfers)
        rows = np.arange(len(columns[0]), dtype=np.int32)
        with ThreadPoolExecutor(2) as pool:
            return cls(base=_layer(columns, rows, accounts, pool), tail=_EMPTY)

    def __len__(self) -> int:
        return len(self.base.at) + len(self.tail.at)

    @property
    def accounts(self) -> int:
        """One more than the highest account code."""
        return max(self.base.accounts, self.tail.accounts)

    @property
    def bytes(self) -> int:
        """What all columns take, whether in memory or on disk."""
        return sum(column.nbytes for layer in (self.base, self.tail) for column in layer)

    def append(self, transfers: pl.DataFrame) -> "Network":
        """A network that holds these too; they may be older than what is there. Raises `BadInput`.

        The small layer is sorted anew, which takes as long as the small layer is; once in a while it joins the large.
        """
        new = _columns(transfers, before=len(self))
        if not len(new[0]):
            return self
        rows = np.arange(len(self), len(self) + len(new[0]), dtype=np.int32)
        tail = self.tail
        before: Columns = (tail.source, tail.target, tail.at, tail.amount)
        columns = tuple(_sealed(np.concatenate(pair) for pair in zip(before, new, strict=True)))
        rows = np.concatenate((tail.row, rows))
        with ThreadPoolExecutor(2) as pool:
            grown = Network(self.base, _layer(columns, rows, 0, pool))
            return grown._joined(pool) if len(rows) > max(_TAIL_LEAST, len(self.base.at) // _TAIL_SHARE) else grown

    def joined(self) -> "Network":
        """The same transfers in one layer."""
        if not len(self.tail.at):
            return self
        with ThreadPoolExecutor(2) as pool:
            return self._joined(pool)

    def _joined(self, pool: ThreadPoolExecutor) -> "Network":
        base, tail = self.base, self.tail
        of_base, of_tail = interleave(base.at, tail.at)

        def one(pair: tuple[NDArray[Any], NDArray[Any]]) -> NDArray[Any]:
            whole = np.empty(len(self), pair[0].dtype)
            whole[of_base], whole[of_tail] = pair
            return whole

        at, amount, source, target, row = pool.map(one, zip(base[:5], tail[:5], strict=True))
        return Network(_indexed(at, amount, source, target, row, self.accounts, pool), _EMPTY)

    def frame(self) -> pl.DataFrame:
        """Every transfer as it was given, in the order of their numbers."""
        whole = self.joined().base
        back = np.empty(len(whole.row), np.int32)
        back[whole.row] = np.arange(len(whole.row), dtype=np.int32)
        return pl.DataFrame({name: getattr(whole, name)[back] for name in TRANSFERS}, schema=TRANSFERS)

    # -- on disk --------------------------------------------------------------------------------------------------

    def save(self, folder: Path) -> None:
        """Write one layer, a file a column; `about.json` last, so that a folder left half way is not opened."""
        whole = self.joined().base
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "about.json").unlink(missing_ok=True)
        for name in Layer._fields:
            np.save(folder / f"{name}.npy", getattr(whole, name))
        about = {"form": FORM, "transfers": len(whole.at), "accounts": whole.accounts}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def open_at(cls, folder: Path) -> "Network":
        """Open what `save` wrote, read from disk as it is needed. Raises `UnreadableNetwork`."""
        try:
            about = json.loads((folder / "about.json").read_bytes())
        except (OSError, ValueError) as trouble:
            raise UnreadableNetwork(f"{folder}: {trouble}") from trouble
        if about.get("form") != FORM:
            raise UnreadableNetwork(f"{folder}: form {about.get('form')}, this program reads {FORM}")
        return cls(Layer(*_sealed(np.load(folder / f"{name}.npy", mmap_mode="r") for name in Layer._fields)), _EMPTY)


# -- building -----------------------------------------------------------------------------------------------------

Columns = tuple[NDArray[Any], ...]


def _columns(transfers: pl.DataFrame, *, before: int = 0) -> Columns:
    """Source, target, moment, amount as arrays, none of them impossible."""
    transfers = transfers.select(TRANSFERS.names()).cast(TRANSFERS)
    wrong = [
        Fault(code="flows.column", field=name, template="资金流水的这一列有空值或不可能的值", remedy=remedy)
        for name, least, remedy in (
            ("source", 0, "账户编号从 0 开始"),
            ("target", 0, "账户编号从 0 开始"),
            ("at", None, "每笔转账都要有时间"),
            ("amount", 1, "金额以分为单位，须大于零"),
        )
        if transfers[name].null_count() or (least is not None and len(transfers) and _least(transfers[name]) < least)
    ]
    if wrong:
        raise BadInput.of(wrong)
    _room_for(before + len(transfers))
    return tuple(_sealed(transfers[name].to_numpy() for name in TRANSFERS))


def _room_for(count: int) -> None:
    """Places and numbers are int32: beyond that they would wrap round unseen."""
    if count > _MOST:
        raise BadInput(
            Fault(
                code="flows.too_many",
                field="资金流水",
                value=str(count),
                template="一个网络放不下这么多笔转账",
                remedy="请按时间或者地区分成几个网络，每个不超过{most}笔",
                data={"most": _MOST},
            )
        )


def _least(column: pl.Series) -> int:
    return int(column.min())  # type: ignore[arg-type]


def _layer(columns: Columns, rows: Places, accounts: int, pool: ThreadPoolExecutor) -> Layer:
    source, target, at, amount = columns
    if not ascending(at):
        order = time_order(at)
        at, amount, source, target, rows = pool.map(lambda column: column[order], (at, amount, source, target, rows))
    known = 1 + max(int(source.max(initial=-1)), int(target.max(initial=-1)))
    return _indexed(at, amount, source, target, rows, max(accounts, known), pool)


def _indexed(
    at: Moments, amount: Fen, source: Codes, target: Codes, row: Places, accounts: int, pool: ThreadPoolExecutor
) -> Layer:
    (out_offsets, out_places), (in_offsets, in_places) = pool.map(
        lambda codes: by_account(codes, accounts), (source, target)
    )
    return Layer(*_sealed((at, amount, source, target, row, out_offsets, out_places, in_offsets, in_places)))


def _sealed(columns: Iterable[NDArray[Any]]) -> Iterator[NDArray[Any]]:
    """Read-only, and of the plain array type: a network is shared, and compiled loops are compiled for one kind."""
    for column in columns:
        view = np.ascontiguousarray(column).view(np.ndarray)
        view.flags.writeable = False
        yield view


_EMPTY: Final = Layer(
    *_sealed(
        (
            *(np.empty(0, kind) for kind in (np.int64, np.int64, np.int32, np.int32, np.int32)),
            np.zeros(1, np.int32),
            np.empty(0, np.int32),
            np.zeros(1, np.int32),
            np.empty(0, np.int32),
        )
    )
)
