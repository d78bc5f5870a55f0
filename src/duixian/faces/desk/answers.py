"""How an act is answered: a note on the next page. Faults and refusals are answered by `faults.FaultPages`."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect


def done(request: HttpRequest, address: str, note: str) -> HttpResponse:
    """Go to `address` and say there what was done."""
    messages.success(request, note)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)
