"""What one check of the papers is."""

from dataclasses import dataclass
from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Check:
    """One query. `stream` says which table the wrong row is in, `what` what is wrong with it."""

    name: str
    stream: str
    what: str
    query: LiteralString
