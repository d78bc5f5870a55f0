"""Tables of disposal, one noun a file."""

from duixian.domain.disposal.models.disposals import Disposal, DisposalState, DisposalStep, Platform
from duixian.domain.disposal.models.prices import PriceInquiry, PriceMethod, PriceObjection, PriceQuote
from duixian.domain.disposal.models.results import ResultFile
from duixian.domain.disposal.models.rounds import (
    AuctionRound,
    Bidder,
    HallEntry,
    RoundKind,
    RoundState,
    Sale,
    SetOff,
)

__all__ = [
    "AuctionRound",
    "Bidder",
    "Disposal",
    "DisposalState",
    "DisposalStep",
    "HallEntry",
    "Platform",
    "PriceInquiry",
    "PriceMethod",
    "PriceObjection",
    "PriceQuote",
    "ResultFile",
    "RoundKind",
    "RoundState",
    "Sale",
    "SetOff",
]
