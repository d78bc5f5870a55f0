"""Who may become a party after the title was made: the closed list of grounds, and the judge of one application."""

from duixian.law.parties_change.grounds import (
    Ceiling,
    DebtorForm,
    Effect,
    Ground,
    Remedy,
    Side,
    evidence_titles,
    ground,
    grounds,
    refused,
)
from duixian.law.parties_change.judge import Application, Judged, judge_change, within

__all__ = [
    "Application",
    "Ceiling",
    "DebtorForm",
    "Effect",
    "Ground",
    "Judged",
    "Remedy",
    "Side",
    "evidence_titles",
    "ground",
    "grounds",
    "judge_change",
    "refused",
    "within",
]
