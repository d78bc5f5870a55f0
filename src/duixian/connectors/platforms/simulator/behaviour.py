"""How a simulated platform misbehaves when told to."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from duixian.base.faults import BadInput, Fault


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The switches of one platform; they work on files written while they are on.

    `down`: every call is answered 503. `late_days`: a day's file appears so many days later. `doubled`: every row
    stands twice. `below_start`: the first sold row has a price below its start. `unknown_round`: one row is of no round
    of any court. `other_platform`: one row is of a round given to another platform. `bad_rows`: so many rows are
    damaged. `changed`: the first row that was final before says another outcome today.
    """

    down: bool = False
    late_days: int = 0
    doubled: bool = False
    below_start: bool = False
    unknown_round: bool = False
    other_platform: bool = False
    bad_rows: int = 0
    changed: bool = False

    def with_(self, switches: Mapping[str, Any]) -> "Behaviour":
        """The behaviour with some switches set. Raises `BadInput` (`behaviour.unknown`) for one it has not."""
        known = {field.name: type(field.default) for field in fields(self)}
        wrong = [name for name, value in switches.items() if name not in known or type(value) is not known[name]]
        if wrong:
            raise BadInput(
                Fault(
                    "behaviour.unknown", "没有这个开关，或者值的类型不符", f"可用：{'、'.join(known)}", value=wrong[0]
                )
            )
        return replace(self, **switches)
