"""Where a party wants to be paid: noted with the party's own words, never changed, only replaced."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.domain.cases.models import Party
from duixian.domain.courts.policies import require
from duixian.domain.parties import services as parties
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done


@require_POST
def name_account(request: HttpRequest, pk: int, party_id: int) -> HttpResponse:
    """Note the bank account a party named for payment."""
    officer = officers.of(request)
    require(officer.acting(), "case.edit")
    rows = Party.objects.select_related("person", "case")
    party = rows.filter(pk=party_id, case_id=pk, court_id=officer.court_id).first()
    if party is None:
        raise Http404
    parties.name_account(
        acting=officer.acting(),
        person=party.person,
        holder=request.POST.get("holder", ""),
        number=request.POST.get("number", ""),
        bank_name=request.POST.get("bank_name", ""),
        bank_code=request.POST.get("bank_code", ""),
        now=localtime(),
    )
    back = reverse("desk:case_tab", args=[pk, "parties"])
    return done(request, back, _("已登记 {name} 的收款账户。").format(name=party.label))
