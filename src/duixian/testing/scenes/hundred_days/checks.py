"""What must be true every evening: two figures for each, reached in different ways. Nothing here writes.

A court in which nothing was written today is looked at again every tenth day. Where a thing is dear to count, only what
changed since the evening before is counted: whose debt was open yesterday, and to whose case no money came, owes today.
"""

import base64
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db.models import Count, F, Q, Sum

from duixian.base.money import Fen
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseState, Node, RoundEnd
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Account, AccountKind, Credit, Payout, PayoutState, Receipt, ReceiptState
from duixian.domain.lists.models import Certificate, ConsumptionLimit, Listing
from duixian.domain.lists.selectors import publication
from duixian.domain.measures.models import Circumstance, Measure, MeasureRecord
from duixian.domain.settlements.models import Fulfilment, Instalment, SettlementState
from duixian.domain.trail.models import Entry
from duixian.flows.state_debt import debt_of
from duixian.law.measures import MeasureKind
from duixian.testing.scenes.hundred_days.courts import Bench

if TYPE_CHECKING:
    from duixian.testing.scenes.hundred_days.days import Scene

_OF_A_CASE = (AccountKind.CASE, AccountKind.PAYEE, AccountKind.HELD, AccountKind.UNCLAIMED)
_FREEDOM = (MeasureKind.COMPEL, MeasureKind.DETAIN, MeasureKind.EXIT_BAN, MeasureKind.LOOKOUT)
_STANDS = ("in_force", "suspended", "grace")
_FIFTEEN = timedelta(days=15)
_ADULT = 18

Figures = Iterator[tuple[str, int, int]]
"""What is said, the figure it should be, the figure found."""


@dataclass
class Ledger:
    """How often each thing was checked and how often it was wrong, the first time with its figures; and what was read
    so far: of each court's trail the last line, each case's state after it, how many proposals it tells of; the money
    with which a listed case still owed; how many certificates were good."""

    checked: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    seen: Counter[int] = field(default_factory=Counter)
    states: dict[str, str] = field(default_factory=dict)
    proposals: Counter[int] = field(default_factory=Counter)
    gaps: Counter[int] = field(default_factory=Counter)
    owing: dict[int, Fen] = field(default_factory=dict)
    last_certificate: Counter[int] = field(default_factory=Counter)
    good: Counter[int] = field(default_factory=Counter)

    def note(self, where: str, label: str, expected: int, found: int) -> None:
        """Two figures that must agree."""
        self.checked[label] += 1
        if expected != found:
            self.wrong[label] += 1
            self.first.setdefault(label, f"{where}：应为 {expected:,}，实为 {found:,}")


def look(scene: "Scene", kept: Ledger, *, everywhere: bool = True) -> None:
    """Every check of every court in which something was written since the last look, on this evening; `everywhere`: of
    the others too."""
    for bench in scene.province.all:
        where = f"{bench.today.isoformat()} {bench.court.name}"
        with bench.scope():
            if not everywhere and not _written(bench, kept):
                continue
            for label, expected, found in _of_court(scene, bench, kept):
                kept.note(where, label, expected, found)
    day = scene.province.above.today
    with scope.of_all_courts():
        for label, expected, found in _of_all(scene):
            kept.note(day.isoformat(), label, expected, found)


def _written(bench: Bench, kept: Ledger) -> bool:
    return Entry.objects.filter(court_id=bench.court.pk, seq__gt=kept.seen[bench.court.pk]).exists()


def _of_court(scene: "Scene", bench: Bench, kept: Ledger) -> Figures:
    money = funds.money_of(Case.objects.values_list("pk", flat=True))
    yield from _money(bench, money)
    yield from _cases(scene, bench, kept)
    yield from _closed()
    yield from _measures(bench)
    yield from _settlements(bench)
    yield from _lists(bench, money, kept)
    yield from _certificates(scene, bench, kept)
    yield from _limits_of_time(bench)
    yield from _approvals(bench, kept)
    yield from _rounds()


def _fen(rows: object, name: str) -> int:
    return int(rows.aggregate(fen=Sum(name, default=0))["fen"])  # type: ignore[attr-defined]


def _money(bench: Bench, money: Mapping[int, funds.CaseMoney]) -> Figures:
    balance = funds.trial_balance(court_id=bench.court.pk, on=bench.today)
    yield "试算平衡：银行存款 = 全部应付", balance.have, balance.owe
    yield "账面存款 = 银行自己的账", bench.stage.books.balance(bench.stage.account.number), balance.have
    accounts = Account.objects.filter(court=bench.court).exclude(kind=AccountKind.BANK)
    by_kind = Counter(dict(accounts.values_list("kind").annotate(fen=Sum("balance_fen")).order_by()))
    yield "各账户余额之和 = 分录之和", balance.owe, by_kind.total()
    received = _fen(Receipt.objects.filter(state=ReceiptState.IDENTIFIED), "amount_fen")
    lies = sum(by_kind[kind] for kind in _OF_A_CASE)
    going, fees = by_kind[AccountKind.IN_TRANSIT], by_kind[AccountKind.FEE]
    paid = _fen(Payout.objects.filter(state=PayoutState.PAID), "amount_fen")
    yield "到账 = 已发 + 在途 + 在账 + 执行费", received, paid + going + lies + fees
    owned = sum(one.received for one in money.values())
    yield "各案到账之和 = 已识别到账", received, owned


def _cases(scene: "Scene", bench: Bench, kept: Ledger) -> Figures:
    _read_trail(bench.court.pk, kept)
    rows = dict(Case.objects.values_list("pk", "state"))
    by_state = Counter(rows.values())
    yield "在册案件 = 立案案件", scene.filed_at(bench), len(rows)
    yield "各状态案件之和 = 立案案件", scene.filed_at(bench), sum(by_state[state] for state in CaseState.values)
    told = sum(kept.states.get(f"case:{pk}", CaseState.FILED.value) == state for pk, state in rows.items())
    yield "案件状态 = 留痕的最后一步", len(rows), told
    yield "留痕中状态首尾相接（断点）", 0, kept.gaps[bench.court.pk]


def _read_trail(court_id: int, kept: Ledger) -> None:
    """Lines since yesterday evening: each move starts where the one before ended."""
    lines = Entry.objects.filter(court_id=court_id, seq__gt=kept.seen[court_id]).order_by("seq")
    for seq, act, subject, payload in lines.values_list("seq", "act", "subject", "payload"):
        kept.seen[court_id] = seq
        kept.proposals[court_id] += act == "approval.propose"
        if act.startswith("case.") and "to" in payload and "from" in payload:
            kept.gaps[court_id] += kept.states.get(subject, CaseState.FILED.value) != payload["from"]
            kept.states[subject] = payload["to"]


def _closed() -> Figures:
    closed = Case.objects.filter(state=CaseState.CLOSED)
    yield "结案案件未办结的节点", 0, Node.objects.filter(case__in=closed, done_on=None, cancelled=False).count()
    standing = sum(
        model.objects.filter(case__in=closed, state__in=_STANDS).count() for model in (ConsumptionLimit, Listing)
    )
    yield "结案案件仍在名单上的人", 0, standing
    running = Measure.objects.filter(case__in=closed, kind__in=_FREEDOM, state__in=("decided", "in_force", "deferred"))
    yield "结案案件仍在实施的人身措施", 0, running.count()
    held = Account.objects.filter(case__in=closed, kind__in=(AccountKind.CASE, AccountKind.PAYEE))
    yield "结案案件账上未发的钱", 0, _fen(held, "balance_fen")


def _measures(bench: Bench) -> Figures:
    begun = Measure.objects.filter(begun_at__isnull=False)
    signed = {
        int(subject.partition(":")[2]): (signer, roles)
        for subject, signer, roles in Approval.objects.filter(
            state=ApprovalState.APPROVED, subject__startswith="measure:", act__in=_deciding()
        ).values_list("subject", "decided_by_id", "decided_by__roles")
    }
    by_another = sum(
        pk in signed and signed[pk][0] not in (None, proposer) and "president" in signed[pk][1]
        for pk, proposer in begun.values_list("pk", "proposed_by_id")
    )
    yield "已实施的措施均经院长（非呈批人）批准", begun.count(), by_another
    detained = begun.filter(kind=MeasureKind.DETAIN)
    within = sum(
        start is not None and end is not None and end - start <= _FIFTEEN
        for start, end in detained.values_list("begun_at", "must_end_at")
    )
    yield "拘留均不超过15日", detained.count(), within
    acts = detained.values("misconduct_id", "person_id").distinct().count()
    yield "同一行为拘留不超过一次", detained.count(), acts
    unfit = MeasureRecord.objects.filter(kind="medical", data__fit=False).values("measure_id")
    yield "体检不宜而被拘留的人", 0, detained.filter(pk__in=unfit).count()
    late = detained.filter(state="in_force", must_end_at__lt=bench.stage.moment)
    yield "拘留期满未释放的人", 0, late.count()
    told = MeasureRecord.objects.filter(kind="family_told", data__in_time=True, measure__in=detained)
    yield "24小时内通知家属", detained.count(), told.values("measure_id").distinct().count()


def _deciding() -> list[str]:
    from duixian.flows.measures.decide import ACTS

    return [act for act in ACTS if act not in ("measure.release", "measure.lift", "measure.revoke", "measure.renew")]


def _settlements(bench: Bench) -> Figures:
    paid = _fen(Instalment.objects.all(), "paid_fen")
    yield "和解各期已付 = 分摊之和", paid, _fen(Fulfilment.objects.filter(undone_at__isnull=True), "amount_fen")
    shares = Fulfilment.objects.filter(undone_at__isnull=True, receipt__isnull=False).values("receipt_id")
    over = shares.annotate(fen=Sum("amount_fen"), came=F("receipt__amount_fen")).filter(fen__gt=F("came"))
    yield "一笔到账分摊超过其数额", 0, over.count()
    missed = Instalment.objects.filter(
        settlement__state=SettlementState.IN_FORCE, due_on__lt=bench.today, paid_fen__lt=F("amount_fen")
    )
    yield "逾期而次日未发现的和解期次", 0, missed.filter(settlement__grace_days=0).count()


def _lists(bench: Bench, money: Mapping[int, funds.CaseMoney], kept: Ledger) -> Figures:
    dead = Circumstance.objects.filter(kind="dead", until__isnull=True).values("person_id")
    gone = paid = minors = 0
    set_off = dict(Credit.objects.values_list("case_id").annotate(fen=Sum("amount_fen")).order_by())
    for model in (ConsumptionLimit, Listing):
        stands = model.objects.filter(state__in=("in_force", "suspended"))
        gone += stands.filter(person_id__in=dead).count()
        for case_id in stands.values_list("case_id", flat=True):
            paid += not _owes(case_id, money[case_id].received + set_off.get(case_id, 0), bench, kept)
        numbers = stands.filter(person__kind="natural").values_list("person__id_number", flat=True)
        minors += sum(_age(number, bench) < _ADULT for number in numbers)
    yield "名单上的死者", 0, gone
    yield "名单上已履行完毕的人", 0, paid
    yield "名单上的未成年人", 0, minors


def _owes(case_id: int, performed: Fen, bench: Bench, kept: Ledger) -> bool:
    """Whether something is open in a case to which so much came; counted anew only when more or less came."""
    if not performed:
        return True
    if kept.owing.get(case_id) != performed:
        case = Case.objects.select_related("title").get(pk=case_id)
        if debt_of(case, on=bench.today).remaining <= 0:
            return False
        kept.owing[case_id] = performed
    return True


def _certificates(scene: "Scene", bench: Bench, kept: Ledger) -> Figures:
    """Every entry that stood and is gone has its certificate, and each proves itself under the key of the platform."""
    court_id = bench.court.pk
    over = Q(published_at__isnull=False, ended_at__isnull=False)
    gone = sum(model.objects.filter(over).count() for model in (ConsumptionLimit, Listing))
    public = scene.province.seal.public_key()
    for row in Certificate.objects.filter(pk__gt=kept.last_certificate[court_id]).order_by("pk"):
        kept.last_certificate[court_id] = row.pk
        kept.good[court_id] += _proves(row, public)
    yield "解除即有可验证的证明", gone, kept.good[court_id]


def _proves(row: Certificate, public: Ed25519PublicKey) -> bool:
    """Apart from how the program verifies: under the key held here, not under the one written beside the signature."""
    try:
        public.verify(base64.b64decode(row.signature), row.payload.encode())
    except InvalidSignature:
        return False
    return str(row.entry) in row.payload


def _age(number: str, bench: Bench) -> int:
    """Full years by the number itself, apart from how the program counts them."""
    born, today = int(number[6:14]), int(f"{bench.today:%Y%m%d}")
    return (today - born) // 10_000


def _limits_of_time(bench: Bench) -> Figures:
    waits = Q(done_on=None, cancelled=False)
    found = Node.objects.aggregate(
        whole=Count("pk"),
        finished=Count("pk", filter=Q(done_on__isnull=False)),
        dropped=Count("pk", filter=Q(cancelled=True)),
        running=Count("pk", filter=waits & Q(due_on__gte=bench.today)),
        late=Count("pk", filter=waits & Q(due_on__lt=bench.today)),
    )
    parts = found["finished"] + found["dropped"] + found["running"] + found["late"]
    yield "节点：办结 + 取消 + 未到期 + 逾期 = 全部", found["whole"], parts


def _approvals(bench: Bench, kept: Ledger) -> Figures:
    rows = Approval.objects.aggregate(
        all=Count("pk"),
        signed=Count("pk", filter=~Q(state=ApprovalState.WAITING) & Q(decided_at__isnull=False)),
        waiting=Count("pk", filter=Q(state=ApprovalState.WAITING, decided_at__isnull=True)),
        own=Count("pk", filter=Q(state=ApprovalState.APPROVED, decided_by=F("proposed_by"))),
    )
    yield "审批：待批 + 已决 = 全部", rows["all"], rows["waiting"] + rows["signed"]
    yield "审批 = 留痕中的呈批", kept.proposals[bench.court.pk], rows["all"]
    yield "自己批准自己的呈批", 0, rows["own"]


def _rounds() -> Figures:
    ended = Case.objects.filter(state=CaseState.ROUND_ENDED)
    yield (
        "终本案件均有终本记录",
        ended.count(),
        RoundEnd.objects.filter(case__in=ended).values("case").distinct().count(),
    )
    early = sum(
        day - filed <= timedelta(days=89) for day, filed in RoundEnd.objects.values_list("ended_on", "case__filed_on")
    )
    yield "立案未满三个月即终本", 0, early
    limited = ConsumptionLimit.objects.filter(case__in=ended, state="in_force").values("case").distinct().count()
    yield "终本案件的被执行人均被限制消费", ended.count(), limited


def _of_all(scene: "Scene") -> Figures:
    day = scene.province.above.today
    stands = {one.entry.entry_id for one in publication.current(on=day)}
    rebuilt = set(publication.as_of(day))
    yield "由公布日志重建的名单 = 现行名单（相差）", 0, len(stands ^ rebuilt)
    decided: set[str] = set()
    for model in (ConsumptionLimit, Listing):
        rows = model.objects.filter(state="in_force").filter(Q(expires_on=None) | Q(expires_on__gte=day))
        decided |= {str(entry) for entry in rows.values_list("entry", flat=True)}
    yield "生效决定 = 现行名单（相差）", 0, len(stands ^ decided)
    yield "批量办理：结果行数 = 请求行数", scene.rows_asked, scene.rows_told
    yield "违法的尝试均被拒绝", scene.tally.tried.total(), scene.tally.refused.total()
    yield "剧本未预告的拒绝", 0, scene.tally.unforeseen.total()
    yield "全面复查名单发现的漏办", 0, scene.missed


__all__ = ["Ledger", "look"]
