"""Paid at the counter of the bank, gone from every list: timed in a running demo court, without a hand on it.

Nothing is called but what anybody outside can call: the counter of the simulated bank to pay, the screening server to
look up, to follow the feed and to fetch the bundle. Of the court's own books only two things are read: who is listed,
and the certificate.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final

import click

from duixian.base.money import Fen, yuan

if TYPE_CHECKING:
    import httpx
    from rich.console import Console

    from duixian.domain.lists.models import ConsumptionLimit, Listing

WITHIN_SECONDS: Final = 60.0
"""What the demo is to keep: a minute. The law gives three working days."""
GIVEN_UP_AFTER: Final = 180.0
_PAUSE: Final = 0.2
_PURPOSES: Final = {"dishonest": "lending", "limited": "transport"}
_KEY: Final = re.compile(r'name="key" value="([0-9a-f]+)"')


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the lists, and what he has to pay in the case that put him there."""

    court: str
    account: str
    case: str
    case_account: str
    name: str
    number: str
    owes: Fen
    entries: Mapping[str, str]
    """Entry by register."""


@dataclass(frozen=True, slots=True)
class Seen:
    """When somebody outside first saw that it was gone: seconds after the payment, None if not in time."""

    what: str
    seconds: float | None


def show(out: "Console", *, home: Path | None = None) -> bool:
    """Pay for somebody listed in the running demo and print when each window showed it. Whether all did in a minute.
    Raises `click.ClickException` without a running demo, and when nobody is left who could be lifted."""
    from duixian.faces.cli import place
    from duixian.faces.cli.console import Sheet, number, text

    place.set_up_django(home)
    person = _somebody(datetime.now().astimezone().date())
    out.print(f"{person.name}，{person.case}，在名单 {'、'.join(person.entries)}，应付 {yuan(person.owes)} 元")
    sheet = Sheet([*text("何处"), *number("秒")], title="柜台交款之后")
    seen = _timed(person)
    for one in seen:
        sheet.add(one.what, "未见" if one.seconds is None else f"{one.seconds:.1f}")
    out.print(sheet)
    return all(one.seconds is not None and one.seconds <= WITHIN_SECONDS for one in seen)


def _somebody(on: date) -> Person:
    """The one with the least to pay of those whom full payment takes off every list he stands on."""
    from duixian.domain.courts import scope
    from duixian.domain.courts.models import Court
    from duixian.domain.lists.models import ConsumptionLimit, Listing
    from duixian.worlds.courts import FLAGSHIP

    court = Court.objects.get(code=FLAGSHIP)
    with scope.of_court(court.pk):
        rows = Listing.objects.filter(state="in_force", expires_on__isnull=True).select_related("case__court", "person")
        able = [one for listing in rows if (one := _person(listing, on)) is not None]
        if not able:  # nobody of the dishonest is left: somebody who is limited only
            limits = ConsumptionLimit.objects.filter(state="in_force").select_related("case__court", "person")
            able = [one for limit in limits if (one := _person(limit, on)) is not None]
    if not able:
        raise click.ClickException("演示法院里已没有可以演示的失信被执行人。请用 duixian demo --fresh 重新生成。")
    return min(able, key=lambda one: one.owes)


def _person(decision: "ConsumptionLimit | Listing", on: date) -> Person | None:
    from duixian.domain.funds.models import BankAccount, CaseAccount
    from duixian.domain.lists.models import ConsumptionLimit, Listing
    from duixian.flows.state_debt import debt_of

    case, person = decision.case, decision.person
    debt = debt_of(case, on=on)
    if not debt.remaining or debt.faults or not person.id_number:
        return None
    mine: list[ConsumptionLimit | Listing] = [decision] if isinstance(decision, Listing) else []
    mine += ConsumptionLimit.objects.filter(case=case, person=person, state="in_force")
    others = Listing.objects.filter(person=person, state__in=("in_force", "suspended"))
    if isinstance(decision, Listing):
        others = others.exclude(pk=decision.pk)
    if others.exists() or ConsumptionLimit.objects.filter(person=person).exclude(case=case).exists():
        return None
    return Person(
        court=case.court.name,
        account=BankAccount.objects.get(court_id=case.court_id).number,
        case=case.number,
        case_account=CaseAccount.objects.get(case=case).number,
        name=person.name,
        number=person.id_number,
        owes=debt.to_pay,
        entries={("dishonest" if isinstance(one, Listing) else "limited"): str(one.entry) for one in mine},
    )


def _timed(person: Person) -> list[Seen]:
    """Look, pay, and look again until every window shows it."""
    import os

    import httpx

    key = Path(os.environ["DUIXIAN_HOME"], "keys", "screening.key").read_text(encoding="ascii").strip()
    asks = {"Authorization": f"Bearer {key}"}
    with (
        httpx.Client(base_url=os.environ["DUIXIAN_BANK_URL"], timeout=10, trust_env=False) as bank,
        httpx.Client(base_url=os.environ["DUIXIAN_SCREEN_URL"], timeout=10, trust_env=False, headers=asks) as screen,
    ):
        before = _health(screen)
        windows = _windows(screen, person, before)
        already = [name for name, gone in windows.items() if gone()]
        if already:
            raise click.ClickException(f"交款之前已不在名单：{'、'.join(already)}。请核对比对服务。")
        paid = monotonic()
        _pay(bank, person)
        return _watched(windows, paid)


def _watched(windows: Mapping[str, Callable[[], bool]], paid: float) -> list[Seen]:
    left, seen = dict(windows), {}
    while left and monotonic() - paid < GIVEN_UP_AFTER:
        for name in [name for name, gone in left.items() if gone()]:
            del left[name]
            seen[name] = monotonic() - paid
        sleep(_PAUSE)
    return [Seen(name, seen.get(name)) for name in windows]


def _windows(screen: "httpx.Client", person: Person, before: int) -> dict[str, Callable[[], bool]]:
    """Each place where somebody outside may look, and whether the person is gone from it."""
    shown: dict[str, Callable[[], bool]] = {}
    for register in person.entries:
        purpose = _PURPOSES[register]
        shown[f"逐条比对（{purpose}）"] = lambda purpose=purpose: not _hit(screen, person, purpose)  # type: ignore[misc]
    for register, entry in person.entries.items():
        shown[f"变更推送（{register}）"] = lambda entry=entry, register=register: _removed(  # type: ignore[misc]
            screen, entry, _PURPOSES[register], before
        )
    shown["离线名单包"] = lambda: _out_of_bundle(screen, person, before)
    for register, entry in person.entries.items():
        shown[f"解除证明已签名（{register}）"] = lambda entry=entry: _certified(person, entry)  # type: ignore[misc]
    return shown


def _asked(answer: "httpx.Response") -> Any:
    answer.raise_for_status()
    return answer.json()


def _health(screen: "httpx.Client") -> int:
    return int(_asked(screen.get("/v1/health"))["as_of"])


def _call(purpose: str) -> dict[str, str]:
    return {"purpose": purpose, "reference": "演示：解除计时"}


def _hit(screen: "httpx.Client", person: Person, purpose: str) -> bool:
    who = {"name": person.name, "kind": "natural", "numbers": [{"kind": "resident", "text": person.number}]}
    return bool(
        _asked(screen.post("/v1/screen", json={**_call(purpose), "exact": True, "who": who}))["outcome"] == "yes"
    )


def _removed(screen: "httpx.Client", entry: str, purpose: str, before: int) -> bool:
    told = _asked(screen.get("/v1/changes", params={**_call(purpose), "after": before}))["changes"]
    return any(one["entry_id"] == entry and one["op"] == "remove" for one in told)


def _out_of_bundle(screen: "httpx.Client", person: Person, before: int) -> bool:
    """The delta since before the payment takes the person's entry out."""
    register, entry = next(iter(person.entries.items()))
    answer = screen.get("/v1/bundle", params={**_call(_PURPOSES[register]), "after": before})
    answer.raise_for_status()
    changes = [json.loads(line) for line in answer.text.splitlines()[2:]]
    return any((one.get("op"), one.get("entry_id")) == ("remove", entry) for one in changes)


def _certified(person: Person, entry: str) -> bool:
    from duixian.domain.courts import scope
    from duixian.domain.lists.models import Certificate
    from duixian.flows.lists.certify import verifies

    with scope.of_all_courts():
        made = Certificate.objects.filter(entry=entry).exclude(signature="").first()
    return made is not None and verifies(payload=made.payload, signature=made.signature, key=made.key)


def _pay(bank: "httpx.Client", person: Person) -> None:
    """At the counter, as a debtor does: the page gives the form, the form pays."""
    found = _KEY.search(bank.get("/").text)
    if found is None:
        raise click.ClickException("模拟银行没有柜台页面。请停止演示法院，重新运行 duixian demo。")
    form = {
        "key": found[1],
        "account": person.account,
        "sub_account": person.case_account,
        "payer": person.name,
        "amount": yuan(person.owes),
        "remark": person.case,
    }
    bank.post("/counter", data=form).raise_for_status()
