"""Tables of search and control, one noun a file."""

from duixian.domain.assets.models.agencies import Counterparty
from duixian.domain.assets.models.controls import Alarm, Budget, Control, ControlKind, ControlState, Incident
from duixian.domain.assets.models.holdings import Asset, Exemption, OutsiderObjection, Source
from duixian.domain.assets.models.orders import (
    AssetSearch,
    ControlOrder,
    NoticeKept,
    OrderExchange,
    OrderState,
    SearchBatch,
)
from duixian.domain.assets.models.thirdparty import ThirdPartyDebt, ThirdPartyPayment

__all__ = [
    "Alarm",
    "Asset",
    "AssetSearch",
    "Budget",
    "Control",
    "ControlKind",
    "ControlOrder",
    "ControlState",
    "Counterparty",
    "Exemption",
    "Incident",
    "NoticeKept",
    "OrderExchange",
    "OrderState",
    "OutsiderObjection",
    "SearchBatch",
    "Source",
    "ThirdPartyDebt",
    "ThirdPartyPayment",
]
