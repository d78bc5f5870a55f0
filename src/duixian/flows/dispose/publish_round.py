"""Speak to an outside platform: give it a round, take one back, fetch the files of its days.

Each act is a job of a worker and may be repeated. A platform is never spoken to inside a transaction, which would hold
the court's lock for as long as the platform is silent: what will be done is noted before, what came of it after.
"""

from dataclasses import dataclass, field
from datetime import datetime

from duixian.base.faults import BadInput, Fault
from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound, DisposalStep, Platform, ResultFile, RoundState
from duixian.domain.disposal.services import disposals, results
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import outbox
from duixian.flows.dispose.import_results import ResultsReport, import_results, publication_of
from duixian.law.disposal.values import day_of
from duixian.ports import platforms as port
from duixian.ports.platforms import PlatformRefused, RawFile

SEND, GIVEN, REFUSED = "send_round", "round_given", "round_refused"
TAKEN_BACK, KEPT = "round_taken_back", "round_kept"
"""The steps of the timeline: about to be given, given, not taken; taken back, not let go."""

_PUBLISH_BASIS = "《网络司法拍卖规定》第十二条"
_WITHDRAW_BASIS = "《网络司法拍卖规定》第二十八条；《拍卖、变卖财产的规定》第十七条"
_TOO_LATE = "竞价开始前未能发布到平台，请撤回后重新公告"
_LATE = "晚于公告日送达平台，请核对公告期"


def publish_later(auction: AuctionRound) -> None:
    """Have a round given to its platform once this transaction is over; nothing for a round of our own hall."""
    if not auction.platform.own:
        outbox.later(
            outbox.PUBLISH_ROUND,
            lock=f"round:{auction.pk}",
            once=f"publish:{auction.pk}",
            court_id=auction.court_id,
            round_id=auction.pk,
        )


def withdraw_later(auction: AuctionRound, *, reason: str) -> None:
    """Have a round taken back from its platform once this transaction is over; never before it was given."""
    if not auction.platform.own:
        outbox.later(
            outbox.WITHDRAW_ROUND,
            lock=f"round:{auction.pk}",
            once=f"withdraw:{auction.pk}",
            court_id=auction.court_id,
            round_id=auction.pk,
            reason=reason,
        )


def publish(*, court_id: int, round_id: int, at: port.Platform, now: datetime) -> bool:
    """Give an announced round to its platform; whether it has it. A refusal stays on the timeline for the officer, and
    so does a round that could not be given before its bidding opens. Raises `PlatformUnreachable`: try again."""
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        auction = _round(round_id)
        if auction.platform.own or _noted(auction, REFUSED):
            return False
        if _noted(auction, GIVEN):
            return True
        if auction.state != RoundState.ANNOUNCED:
            return False
        if now >= auction.starts_at:
            _note(auction, REFUSED, now, _TOO_LATE)
            return False
        if not _noted(auction, SEND):
            _note(auction, SEND, now)
        publication = publication_of(auction)
    try:
        at.publish(publication)
    except PlatformRefused as refused:
        _note_after(court_id, round_id, REFUSED, now, str(refused))
        return False
    _note_after(court_id, round_id, GIVEN, now, _LATE if day_of(now) > auction.noticed_on else "")
    return True


def withdraw(*, court_id: int, round_id: int, reason: str, at: port.Platform, now: datetime) -> bool:
    """Tell a platform that we took back a round it was given; whether it let it go. One that was never sent needs no
    word. Raises `PlatformUnreachable`: try again."""
    with scope.of_court(court_id):
        auction = _round(round_id)
        if auction.state != RoundState.WITHDRAWN or not _noted(auction, SEND) or _noted(auction, REFUSED, KEPT):
            return False
        if _noted(auction, TAKEN_BACK):
            return True
    withdrawal = port.Withdrawal(auction.code, auction.platform.code, reason, auction.closed_at or now)
    try:
        at.withdraw(withdrawal)
    except PlatformRefused as refused:
        _note_after(court_id, round_id, KEPT, now, str(refused))
        return False
    _note_after(court_id, round_id, TAKEN_BACK, now, reason)
    return True


@dataclass(slots=True)
class Collected:
    """What files of a platform brought. `unreadable`: no such files at all; kept with the reason, asked for again."""

    reports: list[ResultsReport] = field(default_factory=list)
    unreadable: list[ResultFile] = field(default_factory=list)


def collect(*, court_id: int, platform_id: int, at: port.Platform, now: datetime) -> Collected:
    """Take in every file of a platform that we have not read yet, each by itself: one that breaks costs no other. A
    platform on which the court never had a round is not asked. Raises `PlatformUnreachable`: try again."""
    with scope.of_court(court_id):
        platform = Platform.objects.get(pk=platform_id)
        if not AuctionRound.objects.filter(court_id=court_id, platform=platform).exists():
            return Collected()
        read = ResultFile.objects.filter(court_id=court_id, platform=platform, rows__gt=0)
        known = set(read.values_list("name", flat=True))
    found = Collected()
    for file in at.result_files(known=known):
        with scope.of_court(court_id):
            _take_in(found, Acting.system(court_id, "platforms"), platform, file, now)
    return found


def _take_in(found: Collected, acting: Acting, platform: Platform, file: RawFile, now: datetime) -> None:
    try:
        report = import_results(
            acting=acting, platform=platform, data=file.data, file_name=file.name, on=day_of(now), now=now
        )
    except BadInput as bad:
        if results.imported(court_id=acting.court_id, platform=platform, sha256=file.sha256) is None:
            found.unreadable.append(_keep_unreadable(acting, platform, file, bad.faults, now))
        return
    if not report.repeated:
        found.reports.append(report)


def _keep_unreadable(
    acting: Acting, platform: Platform, file: RawFile, faults: tuple[Fault, ...], now: datetime
) -> ResultFile:
    return results.keep(
        acting=acting,
        platform=platform,
        name=file.name,
        sha256=file.sha256,
        rows=0,
        used=0,
        known=0,
        faults=[fault.as_json() for fault in faults],
        now=now,
    )


def _round(round_id: int) -> AuctionRound:
    related = ("platform", "disposal__asset", "disposal__case__court")
    return AuctionRound.objects.select_related(*related).get(pk=round_id)


def _noted(auction: AuctionRound, *acts: str) -> bool:
    return DisposalStep.objects.filter(disposal=auction.disposal, act__in=acts, data__round=auction.pk).exists()


def _note_after(court_id: int, round_id: int, act: str, now: datetime, text: str) -> None:
    """What came of a call, once: the same job run twice at a time says it once."""
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        auction = _round(round_id)
        if not _noted(auction, act):
            _note(auction, act, now, text)


def _note(auction: AuctionRound, act: str, now: datetime, text: str = "") -> None:
    disposals.note(
        acting=Acting.system(auction.court_id, "platforms"),
        disposal=auction.disposal,
        act=act,
        basis=_WITHDRAW_BASIS if act in (TAKEN_BACK, KEPT) else _PUBLISH_BASIS,
        on=day_of(now),
        now=now,
        text=text,
        data={"round": auction.pk, "code": auction.code, "platform": auction.platform.code},
    )
