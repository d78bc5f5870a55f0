"""How well one simulated agency behaves: its moods, and the faults that are planted for the conformance kit to find."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

from duixian.base.faults import BadInput, Fault

PLANTED: Final = (
    "ignores_idempotency",
    "wrong_signature",
    "unsigned_answers",
    "accepts_bad_signature",
    "matches_by_name_alone",
    "freezes_more_than_ordered",
    "balance_negative",
    "answers_other_order",
    "no_waiting_rank",
    "renew_beyond_asked",
    "float_money",
    "releases_everything",
    "deducts_without_control",
    "schema_extra_field",
    "batch_all_or_nothing",
)
"""The switches that break the exchange; everything else is what honest agencies suffer."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Times in milliseconds, shares per thousand of calls or orders; what looks like chance follows from `seed` and id.

    `slow_ms`: median wait before an answer, spread between half and double; `tail`: so many take `tail_ms` instead.
    `down`: 503. `down_until`: 503 until this moment (ISO 8601 with zone). `failing`: 500 without acting. `dropped`: the
    line is cut without acting. `lost`: acts, then cuts the line. `busy`: 429 with `retry_after` seconds. `late`: orders
    that are PENDING at first, decided `late_ms` later or when asked for the `late_polls`th time. `doubled`: notices and
    results of batches come twice. `out_of_order`: concurrent answers overtake each other, notices and batch results are
    shuffled. `partly_wrong`: queries with two bad holdings among the good. `moves_balance`: per cent by which the
    holder changes the balance before a freeze, up or down.

    Planted: `ignores_idempotency` acts again when an order comes again. `wrong_signature`, `unsigned_answers`: its own.
    `accepts_bad_signature` of others. `matches_by_name_alone`: whoever has the name will do.
    `freezes_more_than_ordered`: all there is. `balance_negative`. `answers_other_order`: of the order before.
    `no_waiting_rank`: everybody is first. `renew_beyond_asked`: a year more. `float_money`. `releases_everything` asked
    for a part. `deducts_without_control`: after its end, or somebody else's. `schema_extra_field`.
    `batch_all_or_nothing`: one bad order spoils a batch.
    """

    slow_ms: int = 0
    tail: int = 0
    tail_ms: int = 0
    down: bool = False
    down_until: str = ""
    failing: int = 0
    dropped: int = 0
    lost: int = 0
    busy: int = 0
    retry_after: int = 1
    late: int = 0
    late_ms: int = 0
    late_polls: int = 0
    doubled: bool = False
    out_of_order: bool = False
    partly_wrong: int = 0
    moves_balance: int = 0
    ignores_idempotency: bool = False
    wrong_signature: bool = False
    unsigned_answers: bool = False
    accepts_bad_signature: bool = False
    matches_by_name_alone: bool = False
    freezes_more_than_ordered: bool = False
    balance_negative: bool = False
    answers_other_order: bool = False
    no_waiting_rank: bool = False
    renew_beyond_asked: bool = False
    float_money: bool = False
    releases_everything: bool = False
    deducts_without_control: bool = False
    schema_extra_field: bool = False
    batch_all_or_nothing: bool = False
    seed: int = 1

    def hits(self, share: int, what: str, key: str) -> bool:
        """Whether `key` falls under a share per thousand, the same every time for the same seed."""
        return share > 0 and self.draw(what, key) % 1000 < share

    def draw(self, what: str, key: str) -> int:
        """A number that looks random and depends on nothing but the seed, the purpose and the key."""
        return int.from_bytes(hashlib.sha256(f"{self.seed}|{what}|{key}".encode()).digest()[:8])

    def wait_ms(self, key: str) -> int:
        """How long this call waits before it is answered."""
        if self.hits(self.tail, "tail", key):
            return self.tail_ms
        return self.slow_ms * (500 + self.draw("slow", key) % 1500) // 1000 if self.slow_ms else 0

    def changed(self, values: Mapping[str, object]) -> Self:
        """A copy with some switches changed. Raises `BadInput` (`behaviour.unknown`, `behaviour.value`)."""
        known = " ".join(item.name for item in fields(self))
        changes: dict[str, Any] = {}
        for name, value in values.items():
            if name not in known.split():
                raise BadInput(
                    Fault("behaviour.unknown", "没有这个开关", "可用：{known}", field=name, data={"known": known})
                )
            changes[name] = _like(getattr(self, name), name, value)
        return replace(self, **changes)

    def as_json(self) -> dict[str, int | bool | str]:
        """Every switch with its value."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def _like(now: object, name: str, value: object) -> object:
    """The value in the type that the switch has."""
    if isinstance(now, str):
        return str(value)
    number = {"true": 1, "false": 0, "": 1}.get(str(value).lower(), value)
    if not str(number).isdecimal():
        raise BadInput(Fault("behaviour.value", "应为非负整数", field=name, value=str(value)))
    return bool(int(str(number))) if isinstance(now, bool) else int(str(number))
