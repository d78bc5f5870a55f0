"""What goes over the wire of screening: who is asked about, and what is answered."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind, Outcome
from duixian.analytics.screening.index import Found
from duixian.analytics.screening.model import Register, Screened
from duixian.analytics.screening.numbers import clean
from duixian.base.faults import BadInput, Fault

LONGEST_NAME: Final = 200
LONGEST_NUMBER: Final = 40
MOST_NUMBERS: Final = 8
MOST_NAMES: Final = 8
MOST_AT_ONCE: Final = 1_000
LONGEST_PURPOSE: Final = 40
LONGEST_REFERENCE: Final = 60
LARGEST_BODY: Final = 2_000_000

_SEXES: Final = ("", "男", "女")
_FIELDS: Final = frozenset(("name", "kind", "numbers", "born", "sex", "former_names", "ref"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One identity asked about; `ref` is the asker's own mark, given back with the answer."""

    identity: Identity
    ref: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call: what for, by numbers alone or not, and about whom. `asked` holds faults for what could not be read.

    `reference`: the business of the asker that the call belongs to.
    """

    purpose: str
    exact: bool
    asked: tuple[Asked | tuple[Fault, ...], ...]
    reference: str = ""


def read_one(body: bytes) -> Call:
    """Read a look-up. Raises `BadInput` naming every field that is wrong."""
    sent = _object(body)
    purpose, exact, reference = _frame(sent)
    found = _asked(sent.get("who"), "who")
    if isinstance(found, tuple):
        raise BadInput(*found)
    return Call(purpose, exact, (found,), reference)


def read_many(body: bytes) -> Call:
    """Read up to a thousand look-ups. A bad one among them is kept as its faults. Raises `BadInput` for the call."""
    sent = _object(body)
    purpose, exact, reference = _frame(sent)
    who = sent.get("who")
    if not isinstance(who, list) or not 1 <= len(who) <= MOST_AT_ONCE:
        count = len(who) if isinstance(who, list) else "—"
        raise BadInput(
            Fault(
                "screen.count",
                "须为 1 至 {most} 个主体的数组",
                "更多的请分次提交，或提交文件",
                field="who",
                value=str(count),
                data={"most": MOST_AT_ONCE},
            )
        )
    return Call(purpose, exact, tuple(_asked(one, f"who[{at}]") for at, one in enumerate(who)), reference)


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > LARGEST_BODY:
        raise BadInput(Fault("screen.too_large", "请求过大", "请减少主体，或提交文件"))
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise BadInput(Fault("screen.not_json", "请求须为 UTF-8 编码的 JSON 对象", "请按接口说明提交"))
    return sent


def _frame(sent: Mapping[str, Any]) -> tuple[str, bool, str]:
    faults = [
        _fault(name, "没有这个字段", "请删去，或对照接口说明更正", "")
        for name in sent.keys() - {"purpose", "reference", "exact", "who"}
    ]
    purpose, exact, reference = sent.get("purpose"), sent.get("exact", False), sent.get("reference", "")
    if not isinstance(purpose, str) or not 1 <= len(purpose) <= LONGEST_PURPOSE:
        faults.append(_fault("purpose", "每次查询须写明用途", "请填写与法院约定的用途代码", purpose))
    if not isinstance(exact, bool):
        faults.append(_fault("exact", "须为 true 或 false", "true 只按号码查，false 也按名称查", exact))
    if not _is_text(reference, LONGEST_REFERENCE):
        faults.append(
            _fault("reference", "至多 {most} 个字符", "请填写本单位的业务编号", reference, most=LONGEST_REFERENCE)
        )
    if faults:
        raise BadInput(*faults)
    assert isinstance(purpose, str)
    return purpose, exact, reference


def _asked(one: object, place: str) -> Asked | tuple[Fault, ...]:
    """An identity, or what is wrong with it."""
    if not isinstance(one, dict):
        return (_fault(place, "须为 JSON 对象", "请按接口说明提交", one, place),)
    faults = [_fault(name, "没有这个字段", "请对照接口说明更正", "", place) for name in one.keys() - _FIELDS]
    name, ref = one.get("name"), one.get("ref", "")
    if not _is_text(name, LONGEST_NAME) or not str(name).strip():
        faults.append(_fault("name", "须为 1 至 {most} 个字符的姓名或者名称", "请填写", name, place, most=LONGEST_NAME))
    if one.get("kind") not in tuple(Kind):
        faults.append(_fault("kind", "须为 natural（自然人）或 organisation（单位）", "请更正", one.get("kind"), place))
    if not _is_text(ref, LONGEST_NUMBER):
        faults.append(_fault("ref", "至多 {most} 个字符", "请缩短", ref, place, most=LONGEST_NUMBER))
    if one.get("sex", "") not in _SEXES:
        faults.append(_fault("sex", "须为 男、女 或者空", "请更正", one.get("sex"), place))
    former = one.get("former_names", [])
    if not isinstance(former, list) or len(former) > MOST_NAMES or not all(_is_text(n, LONGEST_NAME) for n in former):
        faults.append(_fault("former_names", "须为至多 {most} 个名称的数组", "请更正", "", place, most=MOST_NAMES))
    numbers = _numbers(one.get("numbers", []), place, faults)
    born = _born(one.get("born"), place, faults)
    if faults:
        return tuple(faults)
    identity = Identity(str(name).strip(), Kind(one["kind"]), numbers, born, one.get("sex", ""), tuple(former))
    return Asked(identity, ref)


def _numbers(sent: object, place: str, faults: list[Fault]) -> tuple[Number, ...]:
    if not isinstance(sent, list) or len(sent) > MOST_NUMBERS:
        faults.append(_fault("numbers", "须为至多 {most} 个号码的数组", "请更正", "", place, most=MOST_NUMBERS))
        return ()
    found = []
    for at, one in enumerate(sent):
        kind, text = (one.get("kind"), one.get("text")) if isinstance(one, dict) else (None, None)
        if kind not in tuple(NumberKind):
            known = "、".join(NumberKind)
            faults.append(_fault(f"numbers[{at}].kind", "须为 {known} 之一", "请更正", kind, place, known=known))
        elif not _is_text(text, LONGEST_NUMBER) or not clean(str(text)):
            faults.append(_fault(f"numbers[{at}].text", "不是号码", "请填写号码；没有号码的请删去这一项", text, place))
        else:
            found.append(Number(NumberKind(kind), clean(str(text))))
    return tuple(found)


def _born(sent: object, place: str, faults: list[Fault]) -> date | None:
    if sent in (None, ""):
        return None
    try:
        return date.fromisoformat(str(sent))
    except ValueError:
        faults.append(_fault("born", "不是存在的日期", "请写作 1980-01-31；不知道的请留空", sent, place))
        return None


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and not any("\ud800" <= c <= "\udfff" for c in value)


def _fault(field: str, what: str, remedy: str, value: object, place: str = "", **data: object) -> Fault:
    shown = "" if value is None else str(value)[:40].encode("utf-8", "replace").decode()
    return Fault("screen.field", what, remedy, field=field, value=shown, place=place, data=data)


def answer(found: Found) -> dict[str, Any]:
    """What one look-up is told. `beyond`: entries with such a name that are not shown because there are too many."""
    return {
        "outcome": found.screened.outcome.value,
        "hits": [
            {
                "entry_id": hit.entry_id,
                "register": hit.register.value,
                "outcome": hit.comparison.outcome.value,
                "classes": [match.value for match in hit.comparison.classes],
                "score": hit.comparison.score,
                "reasons": list(hit.comparison.reasons),
            }
            for hit in found.screened.hits
        ],
        "beyond": found.beyond,
        "as_of": found.screened.as_of,
    }


def kept(asked: Asked, found: Found, *, digest: str) -> dict[str, Any]:
    """What the journal keeps of one look-up: a keyed digest of whom it was about, and which entries were told."""
    hits = [{"entry": hit.entry_id, "outcome": hit.comparison.outcome.value} for hit in found.screened.hits]
    return {"asked": digest, "ref": asked.ref, "outcome": found.screened.outcome.value, "hits": hits}


def kept_hit(ref: str, outcome: Outcome, entry_id: str, *, digest: str) -> dict[str, Any]:
    """What the journal keeps of a row of a file that named an entry: as `kept`."""
    return {"asked": digest, "ref": ref, "outcome": outcome.value, "hits": [{"entry": entry_id, "outcome": outcome}]}


def canonical(who: Identity) -> bytes:
    """Whom a look-up was about, as bytes to be digested: the same for the same question."""
    numbers = sorted((number.kind.value, number.text) for number in who.numbers)
    born = who.born.isoformat() if who.born else ""
    return json.dumps([who.name, who.kind.value, numbers, born], ensure_ascii=False).encode("utf-8", "replace")


def of_registers(found: Found, registers: Collection[Register], *, most: int) -> Found:
    """An answer without the hits of other registers, `most` of the others at most."""
    hits = tuple(hit for hit in found.screened.hits if hit.register in registers)
    outcome = hits[0].comparison.outcome if hits else Outcome.NO
    return Found(Screened(outcome, hits[:most], found.screened.as_of), found.beyond + max(0, len(hits) - most))
