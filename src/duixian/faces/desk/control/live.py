"""The plan of a case while its orders are out: shown anew when something moved, and only then."""

from django.http import HttpRequest, HttpResponse

from duixian.faces.desk.cases import tabs
from duixian.faces.desk.control.proposal import pulse_of


def case_live(request: HttpRequest, pk: int) -> HttpResponse:
    """The tab as it is now, or 204 while nothing has moved since `seen`: what is being typed stays."""
    if request.GET.get("seen") == pulse_of(pk):
        return HttpResponse(status=204)
    return tabs.case_page(request, pk, "control")
