"""The list of auctions and the page of one lot, for anybody."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache

from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound, HallEntry, PriceInquiry, RoundState
from duixian.domain.disposal.selectors import terms_of
from duixian.domain.disposal.services import hall
from duixian.faces.desk import lists
from duixian.faces.desk.hall.address import hall_url, may_connect
from duixian.faces.desk.lights import Light, Tone
from duixian.law.disposal import log, rules_of

LIVE: Final = (RoundState.OPEN, RoundState.SUSPENDED)
TABS: Final[Mapping[str, tuple[str, tuple[RoundState, ...]]]] = {
    "": (gettext_noop("全部"), ()),
    "open": (gettext_noop("竞价中"), LIVE),
    "announced": (gettext_noop("即将开始"), (RoundState.ANNOUNCED,)),
    "sold": (gettext_noop("已成交"), (RoundState.SOLD, RoundState.PAID)),
    "failed": (gettext_noop("流拍"), (RoundState.FAILED,)),
}
_TONES: Final[Mapping[str, Tone]] = {
    RoundState.OPEN: Tone.GREEN,
    RoundState.SUSPENDED: Tone.GREY,
    RoundState.ANNOUNCED: Tone.YELLOW,
    RoundState.SOLD: Tone.GREEN,
    RoundState.PAID: Tone.GREEN,
}
_RUNNING_FIRST: Final = Case(
    When(state__in=LIVE, then=Value(2)),
    When(state=RoundState.ANNOUNCED, then=Value(1)),
    default=Value(0),
    output_field=IntegerField(),
)
_SHOWN_BIDS: Final = 20


def light_of(auction: AuctionRound) -> Light:
    """The state of a round as a light."""
    return Light(_TONES.get(auction.state, Tone.GREY), _(auction.get_state_display()))


@login_not_required
@never_cache
def lot_list(request: HttpRequest) -> HttpResponse:
    """Rounds of all courts that are announced, run or are over; what runs first, then what comes next."""
    chosen = request.GET.get("state", "")
    words = request.GET.get("q", "").strip()[:60]
    with scope.of_all_courts():
        rows = _public()
        states = TABS[chosen][1] if chosen in TABS else ()
        if states:
            rows = rows.filter(state__in=states)
        if words:
            rows = rows.filter(Q(title__icontains=words) | Q(court__name__icontains=words) | Q(code__iexact=words))
        page = lists.page_of(rows.order_by(_RUNNING_FIRST.desc(), "ends_at", "pk"), request)
        lots = [(row, light_of(row)) for row in page.rows]
    shown = {
        "lots": lots,
        "page": page,
        "state": chosen,
        "words": words,
        "tabs": [(key, name) for key, (name, _states) in TABS.items()],
    }
    return render(request, "desk/hall/list.html", shown)


@login_not_required
@never_cache
def lot_page(request: HttpRequest, code: str) -> HttpResponse:
    """One lot: what is sold, on which terms, how it stands. Bidding is live where it is held in our own hall."""
    with scope.of_all_courts():
        auction = _of_code(code)
        terms = terms_of(auction)
        rules = rules_of(terms)
        price = PriceInquiry.objects.filter(
            disposal=auction.disposal_id, state=PriceInquiry.State.FIXED, fixed_on__lte=auction.noticed_on
        )
        bids = HallEntry.objects.filter(round=auction, kind=log.Kind.BID).select_related("bidder").order_by("-seq")
        address = hall_url(request)
        shown = {
            "lot": auction,
            "light": light_of(auction),
            "terms": terms,
            "price": price.order_by("-pk").first(),
            "bids": list(bids[:_SHOWN_BIDS]),
            "hall": address,
            "live": auction.platform.own and auction.state in (RoundState.ANNOUNCED, *LIVE),
            "least": auction.highest_fen + auction.increment_fen if auction.highest_fen else auction.start_fen,
            "extension_minutes": rules.extension // timedelta(minutes=1),
            "contest_hours": rules.contest // timedelta(hours=1) if rules.contest else 0,
            "deposit_percent": auction.deposit_fen * 100 // auction.start_fen,
            "reference_percent": auction.start_fen * 100 // auction.reference_fen,
            "now": localtime(),
        }
    return may_connect(render(request, "desk/hall/lot.html", shown), address)


@login_not_required
@never_cache
def lot_log(request: HttpRequest, code: str) -> HttpResponse:
    """The public log of a lot of our own hall, as a file."""
    with scope.of_all_courts():
        auction = _of_code(code)
        if not auction.platform.own:
            raise Http404
        text = log.to_lines(hall.entries(auction.pk))
    answer = HttpResponse(text, content_type="application/x-ndjson; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{auction.code}.jsonl"'
    return answer


def _public() -> QuerySet[AuctionRound]:
    rows = AuctionRound.objects.exclude(state__in=(RoundState.WITHDRAWN, RoundState.ANNULLED))
    return rows.select_related("platform", "court", "leader")


def _of_code(code: str) -> AuctionRound:
    found = (
        AuctionRound.objects.select_related("platform", "court", "leader", "disposal__asset").filter(code=code).first()
    )
    if found is None:
        raise Http404
    return found
