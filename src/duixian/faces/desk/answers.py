"""How an act is answered: a note on the next page. Faults and refusals are answered by `faults.FaultPages`."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh


def done(request: HttpRequest, address: str, note: str) -> HttpResponse:
    """Go to `address` and say there what was done."""
    messages.success(request, note)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh() if _only_a_jump(request, address) else HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _only_a_jump(request: HttpRequest, address: str) -> bool:
    """Whether a browser would only scroll to a place of the page it has, and show neither the note nor what changed."""
    here, there = urlsplit(request.headers.get("HX-Current-URL", "")), urlsplit(address)
    return bool(there.fragment) and (here.path, here.query) == (there.path, there.query)
