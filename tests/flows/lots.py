"""A round of the hall, ready to bid in, and a clock that goes when the test says."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duixian.domain.assets.models import Asset, Budget, Control
from duixian.domain.cases.models import Case, Party
from duixian.domain.courts.models import Court
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, Platform
from duixian.domain.disposal.services import hall
from duixian.domain.parties.models import Person
from duixian.law.disposal import bidding

KEY = Ed25519PrivateKey.generate()
OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
PRICE = 100_000_00


def verify(signed: bytes, signature: bytes) -> bool:
    """Whether the hall's key made the signature."""
    try:
        KEY.public_key().verify(signature, signed)
    except Exception:
        return False
    return True


@dataclass
class Hall:
    """One lot under bidding."""

    round: AuctionRound
    at: datetime = OPENS
    bidders: dict[str, Bidder] = field(default_factory=dict)
    sent: int = 0

    def clock(self) -> datetime:
        return self.at

    def enter(self, number: str, *, paid: bool = True, preemption: int | None = None, barred: str = "") -> Bidder:
        """Somebody registers; the secret is the number itself."""
        person = Person.objects.create(court_id=self.round.court_id, kind="natural", name=f"竞买人{number}")
        bidder = Bidder.objects.create(
            court_id=self.round.court_id,
            round=self.round,
            person=person,
            number=number,
            secret_sha256=hall.secret_digest(number),
            deposit_state="held" if paid else "none",
            preemption=preemption,
            barred=barred,
            registered_at=self.at,
        )
        hall.register(bidder=bidder, clock=self.clock, sign=KEY.sign)
        self.bidders[number] = bidder
        return bidder

    def bid(
        self, number: str, amount: int, *, key: str = "", at: datetime | None = None, secret: str = ""
    ) -> hall.Judged:
        """One bid, now or as of `at`."""
        self.at = max(at or self.at, self.at)
        self.sent += 1
        one = hall.BidIn(key or f"k{self.sent}", number, secret or number, amount, at or self.at)
        return hall.bid(round_id=self.round.pk, bids=[one], clock=self.clock, sign=KEY.sign)[0]

    def close(self) -> bidding.Closing | None:
        """Two seconds after its end."""
        self.round.refresh_from_db()
        self.at = max(self.at, self.round.ends_at + hall.LONGEST_QUEUE)
        return hall.close(round_id=self.round.pk, clock=self.clock, sign=KEY.sign)


def lot(
    case: Case,
    *,
    start: int = PRICE,
    increment: int = 1_000_00,
    opens: datetime = OPENS,
    hours: int = 24,
    code: str = "L1",
) -> Hall:
    """A car of the case's first debtor, sealed, priced and announced in our own hall."""
    court: Court = case.court
    debtor = Party.objects.filter(case=case, role="debtor").select_related("person")[0].person
    today = date(2026, 5, 1)
    asset = Asset.objects.create(
        court=court, person=debtor, reference=code, kind="vehicle", title="小型轿车", divisible=False, value_fen=PRICE,
        counts_fen=PRICE, source="field", known_since=opens, as_of=opens,
    )  # fmt: skip
    Budget.objects.get_or_create(
        case=case, person=None, defaults={"court": court, "need_fen": 10**12, "stated_on": today, "expected_on": today}
    )
    control = Control.objects.create(
        court=court, case=case, person=debtor, asset=asset, kind="seal", divisible=False, limit_fen=PRICE,
        ordered_on=today,
    )  # fmt: skip
    platform, _ = Platform.objects.get_or_create(code="hall", defaults={"name": "本院竞价大厅", "own": True})
    disposal = Disposal.objects.create(
        court=court, case=case, asset=asset, control=control, state="announced", started_on=today, made_by="test",
        platform=platform,
    )  # fmt: skip
    ends = opens + timedelta(hours=hours)
    made = AuctionRound.objects.create(
        court=court, disposal=disposal, platform=platform, kind="first", code=code, title="小型轿车",
        reference_fen=PRICE, start_fen=start, increment_fen=increment, deposit_fen=start // 10, noticed_on=today,
        starts_at=opens, planned_end=ends, ends_at=ends,
    )  # fmt: skip
    room = Hall(made, at=opens - timedelta(days=15))
    rules = bidding.Rules(start=start, increment=increment, opens_at=opens)
    hall.announce(round_id=made.pk, rules=rules, clock=room.clock, sign=KEY.sign)
    return room


def begin(room: Hall) -> None:
    """The hour of the opening."""
    room.at = max(room.at, room.round.starts_at)
    assert hall.open_round(round_id=room.round.pk, clock=room.clock)
