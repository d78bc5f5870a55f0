"""Take in a daily file of an outside platform: what is certain goes by the same door as a round of our own hall.

Bad rows come back with their reasons, good rows are kept; the same file twice, or the same result in another file,
changes nothing.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.connectors.platforms.results import read_results
from duixian.domain.courts.models import Court
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import AuctionRound, Bidder, Platform, ResultFile, RoundState, Sale
from duixian.domain.disposal.services import bidders, results
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose.close_round import close_round
from duixian.law.disposal import Bar, Closing, Failed, Sold
from duixian.law.disposal.values import BEIJING
from duixian.ports import platforms as port
from duixian.ports.platforms import PlatformResult, Publication, ResultStatus

_NUMBER_WIDTH = 12
_LOT = re.compile(r"PM(\d{4,9})\d{8}")
"""The number of a lot of ours (`announce`): court, year, serial."""
_RESIDENT = re.compile(r"\d{17}[\dXx]")


@dataclass(slots=True)
class ResultsReport:
    """What became of a file. `sold` and `failed` are new; `known` were told before; `repeated`: this very file was."""

    file: ResultFile
    sold: list[Sale] = field(default_factory=list)
    failed: list[AuctionRound] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)
    repeated: bool = False


def import_results(
    *, acting: Acting, platform: Platform, data: bytes, file_name: str, on: date, now: datetime
) -> ResultsReport:
    """Import a platform's file of a day. Each round is taken in by itself: one that is refused costs no other.

    Raises `BadInput` for a file that is no such file at all.
    """
    require(acting, "disposal.import")
    digest = hashlib.sha256(data).hexdigest()
    read = read_results(data, platform=platform.code, name=file_name)
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        before = results.imported(court_id=acting.court_id, platform=platform, sha256=digest)
        if before is not None:
            return ResultsReport(file=before, known=before.rows, repeated=True)
        rounds = {
            auction.code: auction
            for auction in AuctionRound.objects.filter(
                court_id=acting.court_id, code__in=[row.round_ref for row in read.results]
            ).select_related("platform", "disposal__asset", "disposal__case__court")
        }
        publications = {code: publication_of(auction) for code, auction in rounds.items()}
        told = [row for auction in rounds.values() for row in _told_before(auction)]
        matched, faults = port.match(read, publications, known=told)
        faults = tuple(fault for fault in faults if not _of_another_court(acting.court_id, fault))
        used = [one.result for one in matched if one.result.status.final]
        report = ResultsReport(file=ResultFile(), faults=[*read.faults, *faults])
        for row in used:
            _take(acting, rounds[row.round_ref], row, report, on, now)
        open_rows = sum(not one.result.status.final for one in matched)
        taken = len(report.sold) + len(report.failed)
        report.known = max(0, read.rows - taken - open_rows - len(report.faults))
        report.file = results.keep(
            acting=acting,
            platform=platform,
            name=file_name,
            sha256=digest,
            rows=read.rows,
            used=taken,
            known=report.known,
            faults=[fault.as_json() for fault in report.faults],
            now=now,
        )
    return report


def _of_another_court(court_id: int, fault: Fault) -> bool:
    """Whether a row is of a round of another court of ours: a platform may hand one file to all, and that court takes
    its own rows in by itself."""
    lot = _LOT.fullmatch(fault.value) if fault.code == "result.unknown_round" else None
    return lot is not None and int(lot[1]) != court_id and Court.objects.filter(pk=int(lot[1])).exists()


def publication_of(auction: AuctionRound) -> Publication:
    """A round as it was, or is to be, given to its platform."""
    terms = selectors.terms_of(auction)
    case = auction.disposal.case
    return Publication(
        round_ref=auction.code,
        platform=auction.platform.code,
        court_name=case.court.name,
        case_number=case.number,
        title=auction.title,
        kind=terms.kind,
        thing=terms.thing,
        start=terms.start,
        increment=terms.increment,
        deposit=terms.deposit,
        appraisal=auction.reference_fen,
        published_at=datetime.combine(terms.published_on, time.min, BEIJING),
        opens_at=terms.opens_at,
        ends_at=terms.ends_at,
        notice=str(auction.notice.get("text", "")),
    )


def _told_before(auction: AuctionRound) -> Iterable[PlatformResult]:
    """What was taken in of a round, as a result: the same told again is passed over, another is a fault."""
    states: Mapping[str, ResultStatus] = {
        RoundState.SOLD: ResultStatus.SOLD,
        RoundState.PAID: ResultStatus.SOLD,
        RoundState.DEFAULTED: ResultStatus.SOLD,
        RoundState.FAILED: ResultStatus.FAILED,
        RoundState.WITHDRAWN: ResultStatus.WITHDRAWN,
    }
    status = states.get(auction.state)
    if status is None or auction.closed_at is None:
        return
    sale = Sale.objects.filter(round=auction).first()
    yield PlatformResult(
        round_ref=auction.code,
        platform=auction.platform.code,
        item_id=auction.outside_id,
        status=status,
        start=auction.start_fen,
        ended_at=auction.closed_at,
        price=sale.price_fen if sale else None,
        buyer_number=auction.leader.number if auction.leader else "",
    )


def _take(
    acting: Acting, auction: AuctionRound, row: PlatformResult, report: ResultsReport, on: date, now: datetime
) -> None:
    try:
        with transaction.atomic():
            if row.status is ResultStatus.WITHDRAWN:
                raise Refused(
                    Fault(
                        "result.withdrawn",
                        "平台称已撤回，而本院没有撤回",
                        "请与平台核实，确需撤回的由承办人办理",
                        field="状态",
                        value=auction.code,
                    )
                )
            AuctionRound.objects.filter(pk=auction.pk).update(outside_id=row.item_id[:60], extensions=row.extensions)
            sale = close_round(auction=auction, closing=_closing(acting, auction, row, now), acting=acting, now=now)
    except (Refused, BadInput) as no:
        reasons: Sequence[Fault] = no.reasons if isinstance(no, Refused) else no.faults
        report.faults += [replace(reason, place=row.place) for reason in reasons]
        return
    if sale is None:
        report.failed.append(auction)
    else:
        report.sold.append(sale)


def _closing(acting: Acting, auction: AuctionRound, row: PlatformResult, now: datetime) -> Closing:
    if row.status is ResultStatus.FAILED or row.price is None:
        return Failed(row.ended_at)
    _know_buyer(acting, auction, row, now)
    return Sold(row.buyer_number, row.price, row.ended_at, row.bids)


def _know_buyer(acting: Acting, auction: AuctionRound, row: PlatformResult, now: datetime) -> None:
    """The buyer by full identity: registered with us under that number, or entered now as the platform names him."""
    if len(row.buyer_number) > _NUMBER_WIDTH:
        raise BadInput(Fault("result.number", "竞买号过长", "请平台核对", field="竞买号", value=row.buyer_number))
    known = Bidder.objects.filter(round=auction, number=row.buyer_number).select_related("person").first()
    if known is not None:
        if (known.person.name, known.person.id_number) != (row.buyer_name, row.buyer_id.strip().upper()):
            raise Refused(
                Fault(
                    "result.other_buyer",
                    "买受人与该竞买号的报名人不一致",
                    "请与平台核实",
                    field="竞买号",
                    value=row.buyer_number,
                )
            )
        return
    kind = PersonKind.NATURAL if _RESIDENT.fullmatch(row.buyer_id.strip()) else PersonKind.COMPANY
    person = parties.enter(acting=acting, kind=kind, name=row.buyer_name, id_number=row.buyer_id)
    barred = person.pk in selectors.defaulters(auction.disposal.asset)
    bidders.register(
        acting=acting,
        auction=auction,
        person=person,
        due=auction.deposit_fen,
        exempt=False,
        preemption=None,
        bar=Bar.DEFAULTED if barred else None,
        now=now,
        number=row.buyer_number,
    )
