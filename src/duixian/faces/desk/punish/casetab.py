"""The tab of a case: who of it is limited or listed, what was told before, what was asked, and how to propose."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.courts.policies import may
from duixian.domain.lists.models import ListingRequest, ListNotice
from duixian.domain.lists.selectors import decisions
from duixian.domain.parties.models import Person
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases.acts import own_case
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.punish import rows
from duixian.flows.lists import enter, notices


def fill(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the tab shows."""
    officer, today = officers.of(request), localdate()
    acting, own = officer.acting(), case.court_id == officer.court_id
    found = decisions.of_case(case.pk)
    people = case.parties.select_related("person").order_by("position")
    asked = ListingRequest.objects.filter(case=case).select_related("debtor", "applicant")
    return {
        "decisions": [
            {"one": one, "light": rows.light_of(one), "register": rows.register_of(one), "lifted": rows.lifted(one)}
            for one in found
        ],
        "debtors": [one.person for one in people if one.role == CaseRole.DEBTOR],
        "applicants": [one.person for one in people if one.role == CaseRole.APPLICANT],
        "notices": list(ListNotice.objects.filter(case=case).select_related("person", "paper")),
        "notice_kinds": ListNotice.Kind.choices,
        "requests": [(one, rows.due(one.due_on, on=today)) for one in asked],
        "may_propose": own and may(acting, "list.propose") and case.state != "closed",
        "may_notice": own and may(acting, "list.notice") and case.state != "closed",
        "may_receive": own and may(acting, "list.receive") and case.state != "closed",
    }


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Issue a notice or record its service; take in a creditor's request or refuse it."""
    case = own_case(request, pk)
    if name not in _ACTS:
        raise Http404
    note = _ACTS[name](request, case, Typed(request.POST))
    return done(request, reverse("desk:case_tab", args=[pk, "credit"]), note)


def _notice(request: HttpRequest, case: Case, typed: Typed) -> str:
    if typed.text("kind") not in ListNotice.Kind.values:
        raise BadInput(Fault("notice.kind", "请选择告知书的种类", "从列表中选择", field="种类"))
    notices.issue_notice(
        acting=officers.of(request).acting(),
        case=case,
        person=_party(case, typed, "person", CaseRole.DEBTOR),
        kind=ListNotice.Kind(typed.text("kind")),
        perform_by=typed.day("perform_by", "限期"),
        on=localdate(),
        now=localtime(),
    )
    return _("已制作，请送达。")


def _served(request: HttpRequest, case: Case, typed: Typed) -> str:
    row = ListNotice.objects.filter(case=case, pk=typed.whole("notice", "告知书") or 0).first()
    if row is None:
        raise Http404
    notices.record_service(
        acting=officers.of(request).acting(),
        notice=row,
        how=typed.text("how"),
        day=typed.day("day", "送达日期"),
        on=localdate(),
        now=localtime(),
    )
    return _("已登记送达。")


def _request(request: HttpRequest, case: Case, typed: Typed) -> str:
    enter.request_listing(
        acting=officers.of(request).acting(),
        case=case,
        debtor=_party(case, typed, "debtor", CaseRole.DEBTOR),
        applicant=_party(case, typed, "applicant", CaseRole.APPLICANT),
        text=typed.text("text"),
        on=localdate(),
        now=localtime(),
    )
    return _("已受理，十五日内作出决定。")


def _refuse(request: HttpRequest, case: Case, typed: Typed) -> str:
    row = ListingRequest.objects.filter(case=case, pk=typed.whole("request", "申请") or 0).first()
    if row is None:
        raise Http404
    enter.refuse_request(
        acting=officers.of(request).acting(), request=row, answer=typed.text("answer"), on=localdate(), now=localtime()
    )
    return _("已决定不予纳入。")


def _party(case: Case, typed: Typed, name: str, role: CaseRole) -> Person:
    chosen = typed.whole(name, "当事人") or 0
    party = case.parties.filter(role=role, person_id=chosen).select_related("person").first()
    if party is None:
        raise BadInput(Fault("list.person", "请选择本案当事人", "从列表中选择", field="当事人"))
    return party.person


_ACTS = {"notice": _notice, "served": _served, "request": _request, "refuse": _refuse}
