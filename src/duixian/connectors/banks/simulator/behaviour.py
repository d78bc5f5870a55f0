"""How well the simulated bank behaves today: slow, down, late, doubled, out of order, losing answers, refusing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

from duixian.base.faults import BadInput, Fault


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Times in milliseconds, shares per thousand; everything that looks like chance is decided by `seed` and the id.

    `slow_ms`: wait before answering. `down`: answer 503. `lost`: act, then cut the line without an answer.
    `garbled`: act, then answer with half a document. `late_ms`: wait before a payment is settled. `reject`: refuse
    payments that nothing is wrong with. `give_back`: settle, then send the money back after `return_ms`. `doubled`:
    call back twice. `out_of_order`: shuffle results, and call back newest first. `strict`: pay only into accounts the
    bank knows; otherwise an unknown, plausible account is opened in the payee's name.
    """

    slow_ms: int = 0
    down: bool = False
    lost: int = 0
    garbled: int = 0
    late_ms: int = 0
    reject: int = 0
    give_back: int = 0
    return_ms: int = 0
    doubled: bool = False
    out_of_order: bool = False
    strict: bool = False
    seed: int = 1

    def hits(self, share: int, what: str, key: str) -> bool:
        """Whether `key` falls under a share per thousand, the same every time for the same seed."""
        return share > 0 and self.draw(what, key) % 1000 < share

    def draw(self, what: str, key: str) -> int:
        """A number that looks random and depends on nothing but the seed, the purpose and the key."""
        return int.from_bytes(hashlib.sha256(f"{self.seed}|{what}|{key}".encode()).digest()[:8])

    def changed(self, values: Mapping[str, object]) -> Self:
        """A copy with some values changed. Raises `BadInput` (`behaviour.unknown`, `behaviour.value`)."""
        known = {item.name: item.type for item in fields(self)}
        changes: dict[str, bool | int] = {}
        for name, value in values.items():
            if name not in known:
                raise BadInput(
                    Fault(
                        "behaviour.unknown",
                        "没有这个开关",
                        "可用：{known}",
                        field=name,
                        data={"known": " ".join(known)},
                    )
                )
            number = {"true": 1, "false": 0, "": 1}.get(str(value).lower(), value)
            if not str(number).isdecimal():
                raise BadInput(Fault("behaviour.value", "应为非负整数", field=name, value=str(value)))
            changes[name] = bool(int(str(number))) if isinstance(getattr(self, name), bool) else int(str(number))
        return replace(self, **changes)  # type: ignore[arg-type]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "slow_ms=200,reject=50,doubled" as given on the command line."""
        pairs = (part.partition("=") for part in text.split(",") if part.strip())
        return cls().changed({name.strip(): value.strip() for name, _, value in pairs})

    def as_json(self) -> dict[str, int | bool]:
        """Every switch with its value."""
        return {item.name: getattr(self, item.name) for item in fields(self)}
