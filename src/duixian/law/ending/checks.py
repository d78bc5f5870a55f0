"""The conditions for ending a round by the id of their row in `params/ending.yaml`."""

from collections.abc import Callable, Mapping

from duixian.law.ending import inquiry_checks, person_checks, property_checks
from duixian.law.ending.answers import Answer
from duixian.law.ending.facts import RoundEndFacts

CHECKS: Mapping[str, Callable[[RoundEndFacts], Answer]] = {
    "notice": inquiry_checks.notice,
    "report": inquiry_checks.report,
    "queries": inquiry_checks.queries,
    "inquiry": inquiry_checks.inquiry,
    "interests": inquiry_checks.interests,
    "clues": inquiry_checks.clues,
    "assets": property_checks.assets,
    "cash": property_checks.cash,
    "limits": person_checks.limits,
    "talk": person_checks.talk,
    "open": property_checks.something_open,
    "ruling": person_checks.ruling,
    "living": person_checks.living,
    "money": property_checks.orders_money,
    "time": person_checks.time,
    "account": property_checks.account,
    "whereabouts": person_checks.whereabouts,
    "obstruction": person_checks.obstruction,
    "consent": person_checks.consent,
    "approval": person_checks.approval,
}
"""By the id of their row in `params/ending.yaml`."""
