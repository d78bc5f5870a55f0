"""Filing one case: drop a judgment, correct what was read, confirm."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Officer, Role
from duixian.domain.courts.policies import require
from duixian.faces.desk import officer as officers
from duixian.faces.desk import wording
from duixian.faces.desk.answers import done
from duixian.faces.desk.applications import about
from duixian.faces.desk.filing import form, marks
from duixian.faces.desk.measures.typed import Typed
from duixian.flows.file_case import file_case
from duixian.reading.documents import read_document
from duixian.reading.drafts import FilingDraft, PartyKind, TitleKind
from duixian.reading.drafts import Role as PartyRole
from duixian.reading.judgments import Reading, draft_from, read

LARGEST_TEXT = 2_000_000
"""Characters of a judgment read on a page; longer ones are files for the command."""


def filing_page(request: HttpRequest) -> HttpResponse:
    """Where filing starts: paste or drop a judgment, or file many cases by spreadsheet."""
    require(officers.of(request).acting(), "case.file")
    return render(request, "desk/filing/start.html", {"text": "", "faults": ()})


@require_POST
def read_judgment(request: HttpRequest) -> HttpResponse:
    """Read the judgment sent; answers the text with its colours and the form filled in."""
    officer = officers.of(request)
    require(officer.acting(), "case.file")
    text = request.POST.get("text", "")
    try:
        upload = request.FILES.get("file")
        if upload is not None:
            text = read_document(upload.read(), upload.name or "").text
        reading = _read(text)
    except BadInput as bad:
        shown = {"text": text[:LARGEST_TEXT], "faults": bad.faults}
        return render(request, "desk/filing/start.html", shown, status=422)
    draft = draft_from(reading)
    return render(request, "desk/filing/review.html", _shown(officer, reading, draft, form.rows_of(draft)))


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """File the case as confirmed. A refused form comes back as it was typed, with every fault named."""
    officer = officers.of(request)
    text = request.POST.get("text", "")
    reading = _read(text)
    try:
        draft = form.draft_of(request.POST)
        case = file_case(
            acting=officer.acting(),
            draft=draft,
            filed_on=localdate(),
            now=localtime(),
            officer_id=_officer(request, officer),
            text=text,
            events=form.events_of(request.POST),
            not_understood=[
                {"start": gap.start, "end": gap.end, "text": gap.text, "reason": gap.reason.message}
                for gap in reading.not_understood
            ],
        )
    except BadInput as bad:
        return shown_again(request, bad.faults)
    return done(request, reverse("desk:case", args=[case.pk]), _("已立案：{number}。").format(number=case.number))


def shown_again(request: HttpRequest, faults: Sequence[Fault]) -> HttpResponse:
    """The form as it was typed, with what is wrong in it."""
    reading = _read(request.POST.get("text", ""))
    rows = form.as_typed(request.POST)
    shown = _shown(officers.of(request), reading, draft_from(reading), rows, request.POST)
    shown |= {"faults": faults, "about": about.as_typed(Typed(request.POST))}
    return render(request, "desk/filing/review.html", shown, status=422)


def blank_row(request: HttpRequest, kind: str) -> HttpResponse:
    """One more row for the form."""
    require(officers.of(request).acting(), "case.file")
    try:
        row = form.blank_row(kind, secrets.token_hex(4))
    except KeyError:
        raise Http404 from None
    return render(request, f"desk/filing/row_{kind}.html", {"row": row, **_choices()})


def _read(text: str) -> Reading:
    if not text.strip():
        raise BadInput(Fault("filing.empty", "没有可识别的文字", "请粘贴裁判主文，或选择文件", field="裁判文书"))
    if len(text) > LARGEST_TEXT:
        raise BadInput(
            Fault(
                "filing.too_long",
                "文书超过 {most} 字",
                "请只粘贴裁判主文部分",
                field="裁判文书",
                value=f"{len(text)} 字",
                data={"most": LARGEST_TEXT},
            )
        )
    return read(text)


def _shown(
    officer: Officer, reading: Reading, draft: FilingDraft, rows: form.Rows, typed: QueryDict | None = None
) -> dict[str, Any]:
    """What the review page needs, whether it is new or comes back with faults."""
    return {
        "reading": reading,
        "draft": draft,
        "head": _head(draft, officer) if typed is None else typed,
        "rows": rows,
        "pieces": marks.pieces(reading),
        "cut": len(reading.text) > marks.SHOWN,
        "legend": marks.LEGEND,
        "events": form.asked_events(draft.ordered),
        "staff": courts.staff(officer.court_id),
        "about": about.inputs(),
        **_choices(),
    }


def _head(draft: FilingDraft, officer: Officer) -> dict[str, str]:
    """The fields above the rows as read; flags are present or absent, as a browser sends them."""
    fields = {
        "title_kind": draft.title_kind.value,
        "court": draft.court,
        "title_number": str(draft.title_number or ""),
        "title_date": draft.title_date.isoformat() if draft.title_date else "",
        "effective_on": draft.effective_on.isoformat() if draft.effective_on else "",
        "cause": draft.cause,
        "set_off": "、".join(draft.ordered.set_off),
        "officer": str(officer.pk) if Role.OFFICER in officer.roles else "",
    }
    fields |= {"acceleration": "on"} if draft.ordered.acceleration else {}
    return fields | ({"doubled_clause": "on"} if draft.ordered.doubled_clause else {})


def _choices() -> dict[str, Any]:
    return {
        "title_kinds": [(kind.value, _(label)) for kind, label in TITLE_KINDS.items()],
        "roles": [(role.value, _(label)) for role, label in PARTY_ROLES.items()],
        "kinds": [(PartyKind.PERSON.value, _("自然人")), (PartyKind.ORGANISATION.value, _("单位"))],
        "item_kinds": [(kind.value, _(label)) for kind, label in wording.ITEM_KINDS.items()],
        "liabilities": [(kind.value, _(label)) for kind, label in wording.LIABILITIES.items()],
        "sources": [(kind.value, _(label)) for kind, label in wording.RATE_SOURCES.items()],
        "pers": [(kind.value, _(label)) for kind, label in wording.RATE_PERS.items()],
    }


def _officer(request: HttpRequest, officer: Officer) -> int | None:
    chosen = request.POST.get("officer", "")
    if not chosen.isdigit():
        return None
    found = courts.staff(officer.court_id).filter(pk=int(chosen)).first()
    return found.pk if found else None


TITLE_KINDS = {
    TitleKind.UNKNOWN: "请选择",
    TitleKind.JUDGMENT: "民事判决书",
    TitleKind.MEDIATION: "民事调解书",
    TitleKind.RULING: "民事裁定书",
    TitleKind.PAYMENT_ORDER: "支付令",
    TitleKind.AWARD: "仲裁裁决书",
    TitleKind.NOTARIAL: "公证债权文书",
}
PARTY_ROLES = {
    PartyRole.APPLICANT: "申请执行人",
    PartyRole.DEBTOR: "被执行人",
    PartyRole.THIRD_PARTY: "第三人",
    PartyRole.OTHER: "不列入",
}
