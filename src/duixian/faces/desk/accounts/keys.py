"""Keys for one's own programs: made here, shown once, revoked here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from duixian.domain.courts import tokens
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done


@never_cache
@require_POST
def make_key(request: HttpRequest) -> HttpResponse:
    """A new key; this page is the only place that ever shows it."""
    days = request.POST.get("days", "")
    token, key = tokens.issue(
        officer=officers.of(request),
        name=request.POST.get("name", ""),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0,
        now=localtime(),
    )
    return render(request, "desk/accounts/key.html", {"token": token, "key": key})


@require_POST
def revoke_key(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one of one's own keys at once. 404 for any other."""
    if not tokens.revoke(officer=officers.of(request), token_id=token_id, now=localtime()):
        raise Http404
    return done(request, reverse("desk:account"), _("密钥已撤销。"))
