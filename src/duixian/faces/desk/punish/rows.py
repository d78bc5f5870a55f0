"""Decisions as lines of a page: light and words, masked numbers, no order but the day of the decision."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from duixian.domain.cases.models import Case
from duixian.domain.funds.models import Receipt
from duixian.domain.lists.models import (
    Certificate,
    ConsumptionLimit,
    CorrectionRequest,
    CreditCommitment,
    DecisionState,
    Exemption,
    LiftRequest,
    Listing,
)
from duixian.faces.desk.lights import Light, Tone
from duixian.flows.lists.papers import REASONS
from duixian.law.lists import Ground

Decision = ConsumptionLimit | Listing
MODELS: dict[str, type[ConsumptionLimit] | type[Listing]] = {"limited": ConsumptionLimit, "dishonest": Listing}

_TONES = {
    DecisionState.PROPOSED: Tone.YELLOW,
    DecisionState.GRACE: Tone.YELLOW,
    DecisionState.IN_FORCE: Tone.RED,
    DecisionState.SUSPENDED: Tone.GREY,
    DecisionState.REVOKED: Tone.GREY,
}


def register_of(decision: Decision) -> str:
    """The list as its address names it."""
    return "dishonest" if isinstance(decision, Listing) else "limited"


def light_of(decision: Decision) -> Light:
    """Where a decision stands, in colour and words."""
    state = DecisionState(decision.state)
    return Light(_TONES.get(state, Tone.GREEN), _(str(state.label)))


@dataclass(frozen=True, slots=True)
class Lifted:
    """How an entry ended: the ground in words, when, how long after what happened, and the proof of it."""

    ground: str
    basis: str
    at: datetime
    since: datetime | None
    certificate: Certificate | None

    @property
    def took(self) -> str:
        """How long it took from what happened to its end, in words; empty where nothing before it has an hour."""
        if self.since is None:
            return ""
        minutes = -(-(self.at - self.since) // timedelta(minutes=1))
        return _("不足 1 分钟") if minutes <= 1 else _("{n} 分钟").format(n=minutes)


def lifted(decision: Decision) -> Lifted | None:
    """How an entry ended, None while it stands."""
    if decision.ended_at is None:
        return None
    known = {str(ground): words for ground, words in REASONS.items()}
    return Lifted(
        ground=_(known.get(decision.end_ground, decision.end_ground)),
        basis=decision.end_basis,
        at=decision.ended_at,
        since=_happened_at(decision),
        certificate=Certificate.objects.filter(entry=decision.entry).select_related("paper").first(),
    )


def _happened_at(decision: Decision) -> datetime | None:
    """When what ended the entry was known: the money that was identified, the signature that allowed it."""
    if decision.end_ground == Ground.PERFORMED:
        paid = Receipt.objects.filter(case_id=decision.case_id, identified_at__lte=decision.ended_at)
        found: datetime | None = paid.aggregate(at=Max("identified_at"))["at"]
        return found
    signed = LiftRequest.objects.filter(**of(decision), state="granted", approval__isnull=False)
    at: datetime | None = signed.aggregate(at=Max("approval__decided_at"))["at"]
    return at


def of(decision: Decision) -> dict[str, Decision]:
    """The column by which requests name a decision."""
    return {"listing" if isinstance(decision, Listing) else "limit": decision}


def due(day: date, *, on: date) -> Light:
    """The light of a day by which the court has to answer."""
    left = (day - on).days
    if left < 0:
        return Light(Tone.RED, _("超期 {days} 天").format(days=-left))
    return Light(Tone.YELLOW if left <= 3 else Tone.GREEN, _("剩 {days} 天").format(days=left))


def address_of(subject: str, case: Case) -> str:
    """The page of what a proposal of the lists is about: `approvals.subject` says it by kind and number."""
    kind, _colon, rest = subject.partition(":")
    key = rest.partition("+")[0]
    if kind == "limit":
        return reverse("desk:punished", args=["limited", int(key)])
    if kind == "listing":
        return reverse("desk:punished", args=["dishonest", int(key)])
    found: LiftRequest | CorrectionRequest | Exemption | CreditCommitment | None = None
    if kind == "lift":
        found = LiftRequest.objects.filter(pk=int(key)).first()
    elif kind == "correction":
        found = CorrectionRequest.objects.filter(pk=int(key)).first()
    elif kind == "exemption":
        found = Exemption.objects.filter(pk=int(key)).first()
    elif kind == "commitment":
        found = CreditCommitment.objects.filter(pk=int(key)).first()
    if found is None:
        return reverse("desk:case_tab", args=[case.pk, "credit"])
    listing_id, limit_id = getattr(found, "listing_id", None), getattr(found, "limit_id", None)
    return reverse("desk:punished", args=["dishonest", listing_id] if listing_id else ["limited", limit_id])
