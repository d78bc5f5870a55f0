"""Instruments as PDF: typst behind the dataclasses of `instruments`, with the geometry of GB/T 9704-2012."""

from duixian.connectors.typesetting import typesetter
from duixian.connectors.typesetting.control_papers import (
    AssistNotice,
    DebtNotice,
    ExecutionRuling,
    Matter,
    Measure,
    Named,
    SealNotice,
    ThingHeld,
)
from duixian.connectors.typesetting.course_papers import (
    CoursePaper,
    EndingNotice,
    ExtensionForm,
    NoAcceptanceRuling,
    ReferralLetter,
    Turn,
)
from duixian.connectors.typesetting.disposal_papers import (
    AppraisalOrder,
    AuctionNotice,
    DealConfirmation,
    DealRuling,
    Lot,
    OnlineInquiry,
    PreemptionNotice,
    PriceLetter,
    ReturnNotice,
    SetOffRuling,
    TransferNotice,
)
from duixian.connectors.typesetting.ending_papers import (
    AssetLeft,
    RequeryNotice,
    ResumptionNotice,
    RoundEndRuling,
    RoundEndTalk,
)
from duixian.connectors.typesetting.instruments import (
    RULINGS,
    TITLES,
    Account,
    ClosingNotice,
    Contact,
    DistributionPlanPaper,
    ExecutionNotice,
    FilingNotice,
    Heading,
    Instrument,
    Kind,
    PayeeSheet,
    PayoutReceipt,
    ReportOrder,
    Seal,
    Signer,
    Sum,
    TitleCited,
    Verification,
)
from duixian.connectors.typesetting.list_papers import ListPaper
from duixian.connectors.typesetting.measure_papers import MeasurePaper
from duixian.connectors.typesetting.particulars import particulars
from duixian.connectors.typesetting.proceeding_papers import ChangeRuling, EntrustLetter, ObjectionRuling, TaskLetter
from duixian.connectors.typesetting.refusal_papers import RefusalPaper
from duixian.connectors.typesetting.settlement_papers import (
    Decision,
    GuaranteeLetter,
    PerformanceReminder,
    ScheduleLine,
    SettlementRecord,
    SettlementRuling,
    Signing,
)
from duixian.connectors.typesetting.theme import GB_T_9704, Theme


def render(instrument: Instrument, *, theme: Theme = GB_T_9704) -> bytes:
    """The PDF/A-2b of an instrument; equal facts give equal bytes.

    Raises `BadInput` for text that cannot be printed.
    """
    return typesetter.pdf(
        instrument.kind.value, particulars(instrument), theme=theme, dated=instrument.heading.issued_on
    )


def render_pages(instrument: Instrument, *, theme: Theme = GB_T_9704, ppi: float = 110) -> list[bytes]:
    """The pages of an instrument as PNG, for a preview."""
    return typesetter.pictures(
        instrument.kind.value, particulars(instrument), theme=theme, dated=instrument.heading.issued_on, ppi=ppi
    )


__all__ = [
    "GB_T_9704",
    "RULINGS",
    "TITLES",
    "Account",
    "AppraisalOrder",
    "AssetLeft",
    "AssistNotice",
    "AuctionNotice",
    "ChangeRuling",
    "ClosingNotice",
    "Contact",
    "CoursePaper",
    "DealConfirmation",
    "DealRuling",
    "DebtNotice",
    "Decision",
    "DistributionPlanPaper",
    "EndingNotice",
    "EntrustLetter",
    "ExecutionNotice",
    "ExecutionRuling",
    "ExtensionForm",
    "FilingNotice",
    "GuaranteeLetter",
    "Heading",
    "Instrument",
    "Kind",
    "ListPaper",
    "Lot",
    "Matter",
    "Measure",
    "MeasurePaper",
    "Named",
    "NoAcceptanceRuling",
    "ObjectionRuling",
    "OnlineInquiry",
    "PayeeSheet",
    "PayoutReceipt",
    "PerformanceReminder",
    "PreemptionNotice",
    "PriceLetter",
    "ReferralLetter",
    "RefusalPaper",
    "ReportOrder",
    "RequeryNotice",
    "ResumptionNotice",
    "ReturnNotice",
    "RoundEndRuling",
    "RoundEndTalk",
    "ScheduleLine",
    "Seal",
    "SealNotice",
    "SetOffRuling",
    "SettlementRecord",
    "SettlementRuling",
    "Signer",
    "Signing",
    "Sum",
    "TaskLetter",
    "Theme",
    "ThingHeld",
    "TitleCited",
    "TransferNotice",
    "Turn",
    "Verification",
    "render",
    "render_pages",
]
