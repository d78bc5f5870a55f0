"""The tables, one noun a file."""

from duixian.domain.lists.models.decisions import (
    ConsumptionLimit,
    DecisionState,
    LimitBreach,
    Listing,
    ListingRequest,
    ListNotice,
)
from duixian.domain.lists.models.publication import CurrentEntry, Publication
from duixian.domain.lists.models.repair import (
    Certificate,
    CorrectionRequest,
    CreditCommitment,
    Exemption,
    LiftRequest,
    RequestState,
)
from duixian.domain.lists.models.screening import AgencyFeedback, ScreeningAgency, ScreeningCall, ScreeningKey

__all__ = [
    "AgencyFeedback",
    "Certificate",
    "ConsumptionLimit",
    "CorrectionRequest",
    "CreditCommitment",
    "CurrentEntry",
    "DecisionState",
    "Exemption",
    "LiftRequest",
    "LimitBreach",
    "ListNotice",
    "Listing",
    "ListingRequest",
    "Publication",
    "RequestState",
    "ScreeningAgency",
    "ScreeningCall",
    "ScreeningKey",
]
