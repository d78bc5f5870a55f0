"""Seeing a full identity number: for a case, with a reason, on record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Party
from duixian.domain.courts.policies import require
from duixian.domain.parties import services as parties
from duixian.faces.desk import officer as officers


@never_cache
def unmask_party(request: HttpRequest, pk: int, party_id: int) -> HttpResponse:
    """The form in a drawer, and after it the number. Raises `Refused` for an office that may not ask."""
    officer = officers.of(request)
    require(officer.acting(), "case.unmask")
    party = Party.objects.select_related("case", "person").filter(pk=party_id, case_id=pk).first()
    if party is None:
        raise Http404
    faults: tuple[Fault, ...] = ()
    number = ""
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            number = parties.unmask(
                acting=officer.acting(),
                person=party.person,
                case_number=party.case.number,
                reason=reason,
                now=localtime(),
            )
        except BadInput as bad:
            faults = bad.faults
    shown = {"party": party, "number": number, "faults": faults, "reason": reason}
    return render(request, "desk/cases/unmask.html", shown, status=422 if faults else 200)
