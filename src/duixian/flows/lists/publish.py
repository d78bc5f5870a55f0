"""Put what is published together, and carry a decision's entry onto its list, along it and off it."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.analytics.screening.model import ListedEntry, Register
from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id
from duixian.base.money import display
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case
from duixian.domain.lists.entries import Window, entry_from_json
from duixian.domain.lists.models import ConsumptionLimit, CurrentEntry, Listing
from duixian.domain.lists.selectors import decisions
from duixian.domain.lists.services import decisions as writes
from duixian.domain.lists.services import publication
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail.acting import Acting
from duixian.flows.owed_by import partly_performed
from duixian.law.lists import CONDUCT, Ground, ListingKind
from duixian.law.procedure.listing_life import Act

PROVINCES = {
    "京": "北京", "津": "天津", "冀": "河北", "晋": "山西", "内": "内蒙古", "辽": "辽宁", "吉": "吉林", "黑": "黑龙江",
    "沪": "上海", "苏": "江苏", "浙": "浙江", "皖": "安徽", "闽": "福建", "赣": "江西", "鲁": "山东", "豫": "河南",
    "鄂": "湖北", "湘": "湖南", "粤": "广东", "桂": "广西", "琼": "海南", "渝": "重庆", "川": "四川", "黔": "贵州",
    "云": "云南", "藏": "西藏", "陕": "陕西", "甘": "甘肃", "青": "青海", "宁": "宁夏", "新": "新疆", "兵": "新疆兵团",
}  # fmt: skip
"""省份, by the first character of a court's code (法〔2015〕137号)."""

_DUTY_LENGTH = 800


def register_of(decision: ConsumptionLimit | Listing) -> Register:
    """Which list a decision is about."""
    return Register.DISHONEST if isinstance(decision, Listing) else Register.LIMITED


def identity_of(person: Person) -> Identity:
    """A person as the lists know him: the full number, which screening compares and the public never sees."""
    if person.kind != PersonKind.NATURAL:
        numbers = (Number(NumberKind.USCC, person.id_number),) if person.id_number else ()
        return Identity(person.name, Kind.ORGANISATION, numbers)
    try:
        known = check_resident_id(person.id_number)
    except BadInput:
        return Identity(person.name, Kind.NATURAL)
    number = Number(NumberKind.RESIDENT, known.number)
    return Identity(person.name, Kind.NATURAL, (number,), known.born, "男" if known.male else "女")


def entry_of(decision: ConsumptionLimit | Listing, *, on: date) -> ListedEntry:
    """The entry a decision publishes, as the record stands on a day."""
    case = Case.objects.select_related("court", "title").get(pk=decision.case_id)
    dishonest = isinstance(decision, Listing)
    conduct = tuple(CONDUCT[ListingKind(kind)] for kind in decision.kinds) if isinstance(decision, Listing) else ()
    published = timezone.localdate(decision.published_at) if decision.published_at else on
    return ListedEntry(
        entry_id=str(decision.entry),
        register=register_of(decision),
        identity=identity_of(decision.person),
        court=case.court.name,
        area=PROVINCES.get(case.court.code[:1], ""),
        case_number=case.number,
        title_number=case.title.number if dishonest else "",
        title_by=case.title.made_by if dishonest else "",
        duty=duty_of(case) if dishonest else "",
        performance=performance_of(case, decision.person, on=on) if dishonest else "",
        conduct=conduct,
        filed_on=case.filed_on,
        published_on=published,
        expires_on=decision.expires_on,
        representative=_representative(decision),
    )


def duty_of(case: Case) -> str:
    """生效法律文书确定的义务: what the title orders, each thing once."""
    ordered = cases.ordered_by(case.title)
    parts = [f"支付{item.label}{display(item.amount)}" for item in ordered.items if item.amount]
    parts += [f"支付{term.label}" for term in ordered.interests]
    parts += [duty.text for duty in ordered.acts]
    return "；".join(dict.fromkeys(parts))[:_DUTY_LENGTH] or "详见执行依据"


def performance_of(case: Case, person: Person, *, on: date) -> str:
    """被执行人的履行情况, in the words of the list: of what this person answers for, not of what others owe."""
    return "部分未履行" if partly_performed(case, person, on=on) else "全部未履行"


def _representative(decision: ConsumptionLimit | Listing) -> str:
    if decision.person.kind == PersonKind.NATURAL:
        return ""
    behind = ConsumptionLimit.objects.filter(
        case_id=decision.case_id, unit_id=decision.person_id, capacity__in=["legal_representative", "head"]
    )
    found = behind.exclude(state__in=["declined", "revoked"]).select_related("person").order_by("pk").first()
    return found.person.name if found else ""


def put_on(*, acting: Acting, decision: ConsumptionLimit | Listing, act: Act, now: datetime, **changes: Any) -> None:
    """The decision takes effect and its entry is entered on the list."""
    first = decision.published_at is None
    if first:
        changes["published_at"] = now
    moved = writes.move(acting=acting, decision=decision, act=act, now=now, **changes)
    entry = entry_of(moved, on=timezone.localdate(now))
    publication.enter(court_id=moved.court_id, entry=entry, reason=_reason(moved, act), now=now)


def take_off(
    *,
    acting: Acting,
    decision: ConsumptionLimit | Listing,
    act: Act,
    ground: Ground | str,
    basis: str,
    now: datetime,
) -> None:
    """The entry ends, or is suspended; it leaves the list in the same transaction if it stood there."""
    ended: dict[str, Any] = (
        {} if act is Act.SUSPEND else {"ended_at": now, "end_ground": str(ground), "end_basis": basis[:160]}
    )
    stood = CurrentEntry.objects.filter(pk=decision.entry).exists()
    if stood:
        publication.remove(
            court_id=decision.court_id,
            entry=decision.entry,
            register=register_of(decision),
            reason=str(ground),
            now=now,
        )
    writes.move(
        acting=acting, decision=decision, act=act, now=now, basis=basis, **({} if act is Act.SUSPEND else ended)
    )


def say_anew(*, decision: ConsumptionLimit | Listing, reason: str, on: date, now: datetime) -> None:
    """Publish the entry again as the record stands, with the exemptions open; nothing when it says the same."""
    current = CurrentEntry.objects.filter(pk=decision.entry).first()
    if current is None:
        return
    entry, windows = entry_of(decision, on=on), windows_of(decision, on=on)
    kept = [{"since": w.since.isoformat(), "until": w.until.isoformat(), "purpose": w.purpose} for w in windows]
    if entry_from_json(current.content) == entry and current.windows == kept:
        return
    publication.change(court_id=decision.court_id, entry=entry, reason=reason, now=now, windows=windows)


def windows_of(decision: ConsumptionLimit | Listing, *, on: date) -> tuple[Window, ...]:
    """The exemptions of a limit that are open or still to come."""
    if isinstance(decision, Listing):
        return ()
    rows = decisions.exemptions_open(decision.pk).filter(until__gte=on)
    return tuple(Window(row.since, row.until, row.what) for row in rows)


def _reason(decision: ConsumptionLimit | Listing, act: Act) -> str:
    if act is Act.RELAPSE:
        return "relapse"
    return decision.kind if isinstance(decision, Listing) else "limit"
