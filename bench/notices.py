"""200 notices in one act: papers set, kept, printed as one file and served, while others go on working in the court.

The batch runs as the worker runs it, in a process of its own, each case in its turn of the court and durably committed.
Beside it a second process takes the turn of the same court every 20 ms, as anybody does who acts there, and keeps how
long it had to wait; before, it does so alone for the same time at most.
"""

import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from multiprocessing.synchronize import Barrier

from django.utils import timezone
from django.utils.timezone import localdate, localtime

from bench import harness
from bench.books import found_house
from bench.harness import Database, Figure, Report, at_most, percentile
from duixian.base.casenumber import CaseNumber
from duixian.connectors.typesetting.joining import joined
from duixian.domain.cases.models import CaseState
from duixian.domain.courts import scope
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Officer, Role
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import batch
from duixian.flows.batch import BatchAct, Item
from duixian.flows.file_case import file_case
from duixian.law.obligations import ItemKind, MoneyItem, Ordered
from duixian.reading import drafts
from duixian.testing.scenes.stage import resident_id

AIM_SECONDS = 60.0
AIM_WAIT_MS = 500.0
_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Size:
    """`cases` with one debtor each: an execution notice and a report order to each."""

    cases: int = 200


FULL = Size()
QUICK = Size(cases=20)


def run(database: Database, size: Size) -> Report:
    """Measure the notices, their print, and their service."""
    house = found_house(1)
    officer = Officer.objects.create(
        username="officer", name="执行员", court_id=house.court_id, roles=[Role.OFFICER]
    ).acting()
    cases = [_file(house.court_id, officer, serial) for serial in range(1, size.cases + 1)]
    report = Report("notices", asdict(size))
    database.settle()
    notified = _order(house.court_id, officer, BatchAct.NOTIFY, [Item(pk) for pk in cases], {})
    took, alone, beside = _measure(database, house.court_id, notified)
    with scope.of_court(house.court_id):
        papers = list(Instrument.objects.order_by("case_id", "pk").values_list("pk", "case_id", "pdf"))
    begun = time.perf_counter()
    whole = joined([bytes(pdf) for _, _, pdf in papers])
    printed = time.perf_counter() - begun
    terms = {"method": "mail", "day": localdate().isoformat(), "taker": "本人", "proof": "交寄清单第1号"}
    rows = [Item(case_id, f"paper:{pk}") for pk, case_id, _ in papers]
    served_key = _order(house.court_id, officer, BatchAct.SERVE, rows, terms)
    served, _alone, _beside = _measure(database, house.court_id, served_key)
    report.figures += [
        at_most(f"{size.cases} cases notified, {len(papers)} papers", took, "s", AIM_SECONDS),
        Figure("a case", 1000 * took / size.cases, "ms"),
        Figure("others wait for their turn, nobody else there, p99", 1000 * percentile(alone, 0.99), "ms"),
        Figure("others wait for their turn beside the batch, median", 1000 * percentile(beside, 0.5), "ms"),
        at_most("others wait for their turn beside the batch, longest", 1000 * max(beside), "ms", AIM_WAIT_MS),
        Figure(f"one file of {len(papers)} papers, {len(whole) / 1e6:.1f} MB", printed, "s"),
        at_most(f"{len(papers)} papers served", served, "s", AIM_SECONDS),
    ]
    with scope.of_court(house.court_id):
        assert ServiceRecord.objects.count() == len(papers) == 2 * size.cases
    report.checks.append("every case notified once, every paper kept with its mark and served once")
    return report


def _measure(database: Database, court_id: int, key: str) -> tuple[float, list[float], list[float]]:
    """Seconds of the batch; the bystander's waits alone, and beside it."""
    (alone,) = harness.in_processes(_act, [("alone", court_id, "", 3.0)], database=database)
    took, beside = harness.in_processes(
        _act, [("batch", court_id, key, 0.0), ("beside", court_id, key, 600.0)], database=database
    )
    return took[0], alone, beside


def _act(start: Barrier, role: str, court_id: int, key: str, seconds: float) -> list[float]:
    import django

    django.setup()
    start.wait()
    begun = time.perf_counter()
    if role == "batch":
        made = batch.run(court_id=court_id, key=key, clock=timezone.now, today=timezone.localdate)
        assert made.refused == 0, [row.faults for row in made.rows if row.faults][:3]
        return [time.perf_counter() - begun]
    waits = []
    while time.perf_counter() - begun < seconds:
        with scope.of_court(court_id):
            if key and len(waits) % 25 == 0:
                running = batch.of_key(key)
                if running is not None and not running.running:
                    break
            asked = time.perf_counter()
            trail.take_turn(court_id)
            waits.append(time.perf_counter() - asked)
        time.sleep(_EVERY)
    return waits


def _order(court_id: int, officer: Acting, act: BatchAct, rows: list[Item], terms: dict[str, str]) -> str:
    with scope.of_court(court_id):
        return batch.order(acting=officer, act=act, items=rows, terms=terms, on=localdate(), now=localtime())


def _file(court_id: int, officer: Acting, serial: int) -> int:
    creditor, debtor = f"申请人{serial}", f"被执行人{serial}"
    with scope.of_court(court_id):
        court = courts.court(court_id)
        case = file_case(
            acting=officer,
            draft=drafts.FilingDraft(
                court=court.name,
                title_number=CaseNumber(2025, court.code, "民初", serial),
                title_kind=drafts.TitleKind.JUDGMENT,
                title_date=localdate() - timedelta(days=200),
                effective_on=localdate() - timedelta(days=180),
                cause="买卖合同纠纷",
                parties=(
                    drafts.DraftParty(creditor, drafts.Role.APPLICANT, drafts.PartyKind.PERSON),
                    drafts.DraftParty(
                        debtor, drafts.Role.DEBTOR, drafts.PartyKind.PERSON, id_number=resident_id(serial)
                    ),
                ),
                ordered=Ordered(
                    items=(
                        MoneyItem(
                            key="m1", label="货款", kind=ItemKind.PRINCIPAL, amount=1_000_000 + serial,
                            creditors=(creditor,), debtors=(debtor,),
                        ),
                    )
                ),
            ),
            filed_on=localdate() - timedelta(days=3),
            now=localtime(),
        )  # fmt: skip
        assert case.state == CaseState.FILED
        return int(case.pk)
