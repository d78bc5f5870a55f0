"""Nobody reaches a page without a whole login. A page is closed unless it says otherwise (`login_not_required`)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from duixian.domain.courts.models import Officer

PROVEN = "desk.second_factor"
"""Session key: this login passed the second factor."""


class LoginGate:
    """Makes a half login no login at all, and sends whoever is not logged in to the login page.

    The first half works for every face: a session of an officer whose roles demand the second factor, without it, is
    anonymous from here on, so neither the API nor row security knows it. That also holds when an approving role is
    given while a session is open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        officer = request.user
        if isinstance(officer, Officer) and officer.must_use_second_factor and not request.session.get(PROVEN):
            request.user = AnonymousUser()
        response = self.get_response(request)
        # one address answers htmx with a part and others with the page; neither stays in the cache of a shared computer
        patch_vary_headers(response, ["HX-Request"])
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Close every page but those marked; the API answers 401 by itself."""
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        match = request.resolver_match
        if match is not None and any(name.startswith("api") for name in match.namespaces):
            return None
        back = request.get_full_path() if request.method == "GET" and not request.headers.get("HX-Request") else ""
        address = reverse("desk:login") + (f"?{urlencode({'next': back})}" if back not in ("", "/") else "")
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(address)
        return HttpResponseRedirect(address)
