"""Speak to an outside platform: give it a round, take one back, fetch the files of its days.

Each talks to the platform and so runs in a worker, outside a transaction of a page; each may be repeated.
"""

from collections.abc import Iterable
from datetime import datetime

from duixian.base.faults import BadInput, Fault
from duixian.domain.disposal.models import AuctionRound, Platform, ResultFile, RoundState
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose.import_results import ResultsReport, import_results, publication_of
from duixian.law.disposal.values import day_of
from duixian.ports import platforms as port


def publish(*, auction: AuctionRound, at: port.Platform) -> bool:
    """Give an announced round to its platform; False for one that is not announced any more. Raises
    `PlatformUnreachable`, `PlatformRefused`."""
    auction.refresh_from_db()
    if auction.state != RoundState.ANNOUNCED or auction.platform.own:
        return False
    at.publish(publication_of(auction))
    return True


def withdraw(*, auction: AuctionRound, reason: str, at: port.Platform, now: datetime) -> bool:
    """Tell the platform that we took a round back; False while we have not."""
    auction.refresh_from_db()
    if auction.state != RoundState.WITHDRAWN or auction.platform.own:
        return False
    at.withdraw(port.Withdrawal(auction.code, auction.platform.code, reason, now))
    return True


def collect(
    *, acting: Acting, platform: Platform, at: port.Platform, now: datetime
) -> tuple[list[ResultsReport], list[Fault]]:
    """Import every file of a platform whose name we do not know yet. A file that is no such file at all is a fault, and
    costs no other."""
    known = set(ResultFile.objects.filter(court_id=acting.court_id, platform=platform).values_list("name", flat=True))
    reports: list[ResultsReport] = []
    faults: list[Fault] = []
    files: Iterable[port.RawFile] = at.result_files(known=known)
    for file in files:
        try:
            reports.append(
                import_results(
                    acting=acting, platform=platform, data=file.data, file_name=file.name, on=day_of(now), now=now
                )
            )
        except BadInput as bad:
            faults += bad.faults
    return reports, faults
