"""A tenant in the thing: sold with his lease or without (《异议复议规定》第三十一条, 法释〔2025〕10号第二十条)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LeaseSale(StrEnum):
    """How a leased thing is sold; the notice says which."""

    WITH = "with_lease"  # 带租拍卖
    WITHOUT = "without_lease"  # 不带租拍卖
    UNCLEAR = "unclear"  # 须先查明


@dataclass(frozen=True, slots=True)
class Lease:
    """What a tenant shows. `signed_on`: a written lawful lease; `possessed_since`: he uses it; None: not shown."""

    signed_on: date | None
    possessed_since: date | None


@dataclass(frozen=True, slots=True)
class LeaseVerdict:
    """How it is sold, why, and on which article."""

    sale: LeaseSale
    why: str
    basis: str = "《异议复议规定》第三十一条"


def lease_verdict(lease: Lease, *, seized_on: date) -> LeaseVerdict:
    """A lease stands against the sale only if signed in writing **and** the thing possessed before the seizure."""
    if lease.signed_on is None and lease.possessed_since is None:
        return LeaseVerdict(LeaseSale.UNCLEAR, "尚无租赁合同和占有使用的证明，拍卖前应查明")
    if lease.signed_on is None or lease.signed_on >= seized_on:
        return LeaseVerdict(LeaseSale.WITHOUT, "查封前未签订合法有效的书面租赁合同")
    if lease.possessed_since is None or lease.possessed_since >= seized_on:
        return LeaseVerdict(LeaseSale.WITHOUT, "查封前未占有使用")
    return LeaseVerdict(LeaseSale.WITH, "查封前已签订书面租赁合同并占有使用")
