"""What the page of one disposal shows, and which acts stand open on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duixian.base import identity
from duixian.domain.cases.models import CaseRole, Party
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import (
    AuctionRound,
    Bidder,
    Disposal,
    DisposalState,
    Platform,
    PriceInquiry,
    RoundState,
    Sale,
    SetOff,
)
from duixian.domain.disposal.services.disposals import OVER
from duixian.faces.desk import officer as officers
from duixian.faces.desk.disposal import rows, wording
from duixian.flows.dispose import announce, course, deliberate
from duixian.flows.dispose import default as defaults
from duixian.law.disposal import BAR_WORDS, METHOD_WORDS, Bar
from duixian.law.disposal.pricing import PriceMethod
from duixian.law.disposal.values import number

LIVE = (RoundState.ANNOUNCED, RoundState.OPEN, RoundState.SUSPENDED)
_STOPS = (
    DisposalState.PRICED,
    DisposalState.ANNOUNCED,
    DisposalState.BIDDING,
    DisposalState.SECOND,
    DisposalState.DIRECT_SALE,
)
_WITHDRAWS = (*_STOPS, DisposalState.PRICING, DisposalState.FAILED, DisposalState.STOPPED)


@dataclass(frozen=True, slots=True)
class Masked:
    """A bidder as the page shows him."""

    bidder: Bidder
    name: str
    number: str
    barred: str


def context(disposal: Disposal, officer: Officer, *, on: date) -> dict[str, Any]:
    """Everything of the page. The number of queries does not grow with the steps, rounds or bidders."""
    found = selectors.timeline(disposal.pk)
    (row,) = rows.rows_of([_with_rounds(disposal, found.rounds)], on=on)
    last = found.rounds[-1] if found.rounds else None
    inquiry = found.inquiries[-1] if found.inquiries else None
    set_off = SetOff.objects.filter(disposal=disposal).select_related("taker").first()
    parties = list(disposal.case.parties.select_related("person").order_by("role", "position"))
    return {
        "disposal": disposal,
        "row": row,
        "today": on,
        "hands": officers.names_of(officer.court_id),
        "steps": [(step, wording.step(step.act)) for step in reversed(found.steps)],
        "inquiries": found.inquiries,
        "inquiry": inquiry,
        "price": selectors.price_of(disposal),
        "methods": _methods(found.inquiries),
        "rounds": [(one, found.sales.get(one.pk)) for one in found.rounds],
        "last": last,
        "sale": found.sale,
        "set_off": set_off,
        "bidders": _bidders(last),
        "bars": [(bar.value, words) for bar, words in BAR_WORDS.items()],
        "parties": parties,
        "applicants": [one for one in parties if one.role == CaseRole.APPLICANT],
        "preemptors": _preemptors(last),
        "forfeited": defaults.forfeited_of(disposal) if disposal.state != DisposalState.PRICING else [],
        **_terms(disposal, found.rounds, on),
        **_creditors(disposal, last, parties),
        "open": open_acts(disposal, officer, inquiry=inquiry, last=last, sale=found.sale, set_off=set_off),
    }


def open_acts(
    disposal: Disposal,
    officer: Officer,
    *,
    inquiry: PriceInquiry | None,
    last: AuctionRound | None,
    sale: Sale | None,
    set_off: SetOff | None,
) -> set[str]:
    """Acts the office and the state leave open; the flows decide, this only spares the reader what is not his."""
    acting, state = officer.acting(), disposal.state
    asked = inquiry.state if inquiry and inquiry.state in ("open", "reported", "objected") else ""
    live = last is not None and last.state in LIVE
    stands = {
        "approve": ("disposal.approve", not disposal.approved_by and state not in OVER),
        "ask": ("disposal.price", state == DisposalState.PRICING and not asked),
        "answer": ("disposal.price", asked == "open"),
        "serve_report": ("disposal.price", asked == "reported"),
        "object": ("disposal.price", asked in ("reported", "objected")),
        "fix": ("disposal.price", asked == "reported"),
        "reprice": ("disposal.price", state in (DisposalState.PRICED, DisposalState.FAILED)),
        "platform": (
            "disposal.platform",
            state in (DisposalState.PRICING, DisposalState.PRICED) and last is None,
        ),
        "terms": (
            "disposal.panel",
            state in (DisposalState.PRICED, DisposalState.FAILED) and disposal.platform_id is not None,
        ),
        "publish": ("disposal.announce", state in (DisposalState.PRICED, DisposalState.FAILED)),
        "register": ("disposal.register", live),
        "bar": ("disposal.run", live),
        "stop": ("disposal.stop", state in _STOPS),
        "resume": ("disposal.stop", state == DisposalState.STOPPED),
        "withdraw": ("disposal.stop", state in _WITHDRAWS),
        "credit": ("disposal.rule", state == DisposalState.SOLD),
        "default": ("disposal.default", state == DisposalState.SOLD),
        "rule": ("disposal.rule", state == DisposalState.PAID and sale is not None and sale.ruled_on is None),
        "serve": ("disposal.serve", state == DisposalState.PAID and sale is not None and sale.ruled_on is not None),
        "hand_over": ("disposal.serve", state == DisposalState.RULED),
        "ask_creditors": ("disposal.start", state == DisposalState.FAILED),
        "set_off": ("disposal.start", state == DisposalState.FAILED),
        "rule_set_off": (
            "disposal.rule",
            state == DisposalState.SET_OFF and set_off is not None and set_off.ruled_on is None,
        ),
        "serve_set_off": (
            "disposal.serve",
            state == DisposalState.SET_OFF and set_off is not None and set_off.ruled_on is not None,
        ),
        "return": ("disposal.return", state == DisposalState.FAILED),
        "forfeit": ("funds.credit", state in (*OVER, DisposalState.RULED)),
    }
    return {name for name, (policy, now) in stands.items() if now and may(acting, policy)}


def _with_rounds(disposal: Disposal, rounds: Sequence[AuctionRound]) -> Disposal:
    """The disposal with its rounds as a list page prefetches them."""
    disposal._prefetched_objects_cache = {"rounds": list(reversed(rounds))}  # type: ignore[attr-defined]
    return disposal


def _methods(inquiries: Sequence[PriceInquiry]) -> list[tuple[str, str, str]]:
    """The four methods in the order of the rule: code, words, and how the last try stands."""
    last = {inquiry.method: inquiry.get_state_display() for inquiry in inquiries}
    return [(method.value, METHOD_WORDS[method], last.get(method.value, "")) for method in PriceMethod]


def _bidders(auction: AuctionRound | None) -> list[Masked]:
    if auction is None:
        return []
    return [
        Masked(
            one,
            wording.masked_name(one.person.name),
            identity.mask_id(one.person.id_number) if one.person.id_number else "",
            BAR_WORDS[Bar(one.barred)] if one.barred in set(Bar) else one.barred,
        )
        for one in selectors.bidders_of(auction)
    ]


def _preemptors(auction: AuctionRound | None) -> list[str]:
    said = auction.notice.get("notified", ()) if auction else ()
    return [row["name"] for row in said if row.get("preemptor") and not row.get("waived")]


def _terms(disposal: Disposal, rounds: Sequence[AuctionRound], on: date) -> Mapping[str, Any]:
    """What lies before the panel, and the platforms while one may be chosen."""
    shown: dict[str, Any] = {"proposals": [], "platforms": [], "members": number("panel_members", on=on)}
    if disposal.state in (DisposalState.PRICING, DisposalState.PRICED) and not rounds:
        shown["platforms"] = list(Platform.objects.filter(active=True))
    if disposal.state in (DisposalState.PRICED, DisposalState.FAILED):
        shown["proposals"] = deliberate.proposals(disposal)
        shown["unknown_charges"] = announce.unknown_charges(disposal.asset)
    return shown


def _creditors(disposal: Disposal, last: AuctionRound | None, parties: Sequence[Party]) -> Mapping[str, Any]:
    """Whom to ask whether he takes the thing, and what they said."""
    if disposal.state != DisposalState.FAILED:
        return {}
    said = course.answers_of(disposal, last)
    return {
        "creditors_asked": said is not None,
        "creditors": [
            (one.person, (said or {}).get(str(one.person_id))) for one in parties if one.role == CaseRole.APPLICANT
        ],
    }
