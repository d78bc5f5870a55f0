"""Tables of search and control, one noun a file."""

from duixian.domain.assets.models.agencies import Counterparty
from duixian.domain.assets.models.controls import Alarm, Budget, Control, ControlKind, ControlState, Incident
from duixian.domain.assets.models.holdings import Asset, Exemption, OutsiderObjection, Source
from duixian.domain.assets.models.onsite import OnSiteAct
from duixian.domain.assets.models.orders import (
    AssetSearch,
    ControlOrder,
    NoticeKept,
    OrderExchange,
    OrderState,
    SearchBatch,
)
from duixian.domain.assets.models.thirdparty import ThirdPartyDebt, ThirdPartyPayment
from duixian.domain.assets.models.written import WrittenAnswer

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
    "OnSiteAct",
    "OrderExchange",
    "OrderState",
    "OutsiderObjection",
    "SearchBatch",
    "Source",
    "ThirdPartyDebt",
    "ThirdPartyPayment",
    "WrittenAnswer",
]
