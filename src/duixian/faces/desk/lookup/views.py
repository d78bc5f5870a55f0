"""Whether somebody is on a list: by the exact name, and the number where one is known.

What is shown is what 失信规定 art. 6 says, numbers masked. There is no list to leaf through and no order of persons. A
question is posted, so that whom somebody asked about stands in no address and no log of addresses.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from duixian.analytics.names.model import Kind
from duixian.analytics.screening.model import ListedEntry, Register
from duixian.analytics.screening.numbers import clean
from duixian.base.identity import mask_id
from duixian.domain.courts import scope
from duixian.domain.lists.entries import public_entry
from duixian.domain.lists.selectors import publication
from duixian.faces.desk.lookup.buckets import Buckets

SHOWN: Final = 20
"""More of one name are not shown: who means one of them knows more of him than his name."""

LONGEST: Final = 100
BY_ADDRESS: Final = Buckets(size=10, seconds=6)
BY_NAME: Final = Buckets(size=30, seconds=2)
_ADULT: Final = 18


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as anybody may see it, and its last day."""

    register: Register
    public: dict[str, str]
    last_day: date | None


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """The form, and what stands on the lists today under a name."""
    name = " ".join(request.POST.get("name", "").split())[:LONGEST]
    number = clean(request.POST.get("number", ""))[:LONGEST]
    shown: dict[str, object] = {"name": name, "number": number, "asked": False, "fault": ""}
    status = 200
    if request.method == "POST":
        wait = _wait(request, name)
        if len(name) < 2:
            shown["fault"], status = _("请填写完整的姓名或者名称。"), 400
        elif wait:
            shown["fault"], status = _("查询过于频繁，请 {seconds} 秒后再试。").format(seconds=wait), 429
        else:
            found = _found(name, number, timezone.localdate())
            shown |= {"asked": True, "many": len(found) > SHOWN, "found": found if len(found) <= SHOWN else []}
    response = render(request, "desk/lookup/page.html", shown, status=status)
    if status == 429:
        response["Retry-After"] = str(wait)
    return response


def _wait(request: HttpRequest, name: str) -> int:
    """Seconds until somebody at this address may ask again, and about this name."""
    at = time.monotonic()
    waits = (BY_ADDRESS.take(request.META.get("REMOTE_ADDR", ""), at=at), BY_NAME.take(name, at=at))
    return math.ceil(max(waits))


def _found(name: str, number: str, day: date) -> Sequence[Shown]:
    with scope.of_all_courts():
        standing = publication.named(_spellings(name), on=day, most=10 * SHOWN)
    return [
        Shown(one.entry.register, public_entry(one.entry), one.entry.expires_on)
        for one in standing
        if not _is_minor(one.entry, day) and (not number or _is_number_of(number, one.entry))
    ]


def _spellings(name: str) -> set[str]:
    """A name with brackets of either width: they are keyed both ways."""
    return {name, name.replace("(", "（").replace(")", "）"), name.replace("（", "(").replace("）", ")")}


def _is_number_of(number: str, entry: ListedEntry) -> bool:
    """Whether it is one of the entry's numbers, whole or as it is shown."""
    return any(number in (clean(own.text), clean(mask_id(own.text))) for own in entry.identity.numbers)


def _is_minor(entry: ListedEntry, day: date) -> bool:
    """Nobody under age is ever put on a list; should one be, he is not shown."""
    born = entry.identity.born
    if entry.identity.kind is not Kind.NATURAL or born is None:
        return False
    return (day.year - born.year) - ((day.month, day.day) < (born.month, born.day)) < _ADULT
