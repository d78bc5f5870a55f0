"""All detectors over all debtors: the nightly sweep."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from duixian.analytics.clues.detectors import (
    borrowed_account,
    cheap_deal,
    diverted_income,
    gather_split,
    lopsided_divorce,
    new_company,
    other_debts,
    pass_through,
    round_trip,
    sham_suit,
    spending,
    unreported,
    waived_claim,
)
from duixian.analytics.clues.model import Dossier, Findings
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View

Detector = Callable[[View, Thresholds], Findings]

DETECTORS: Final[Mapping[str, Detector]] = MappingProxyType(
    {
        module.NAME: module.find
        for module in (
            diverted_income,
            pass_through,
            gather_split,
            round_trip,
            spending,
            unreported,
            cheap_deal,
            lopsided_divorce,
            new_company,
            other_debts,
            sham_suit,
            borrowed_account,
            waived_claim,
        )
    }
)
"""Every detector by the id of its kind in `law.clues.kinds`."""


def sweep(dossier: Dossier, thresholds: Thresholds | None = None) -> Findings:
    """What all detectors find, in their order, numbered through."""
    view = View(dossier)
    court = thresholds or Thresholds()
    if dossier.debtors.is_empty() or dossier.transfers.is_empty():
        return Findings.none()
    return Findings.together([find(view, court) for find in DETECTORS.values()])
