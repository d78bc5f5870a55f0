"""Who asks: an officer with a session, or an officer's own program with a bearer key."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from duixian.domain.courts import tokens
from duixian.domain.courts.models import APPROVING, Officer
from duixian.domain.trail.acting import Acting

_PLACE = "/api/"
_SCHEME = "Bearer "


class KeyMiddleware:
    """Turns a bearer key into its officer before the scope of the request is opened.

    Stands between the login gate and the scope: a key is proof by itself, so the second factor is not asked again, and
    in return it never carries an approving role. A request with a key that is not good is anonymous, session or not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Authorization", "")
        if request.path.startswith(_PLACE) and header.startswith(_SCHEME):
            officer = tokens.officer_of(key=header[len(_SCHEME) :].strip(), now=timezone.now())
            request.user = officer or AnonymousUser()
            request.by_key = officer is not None  # type: ignore[attr-defined]
        return self.get_response(request)


def by_key(request: HttpRequest) -> bool:
    """Whether the request came with a good key."""
    return bool(getattr(request, "by_key", False))


class Key(HttpBearer):
    """`Authorization: Bearer dx_…`"""

    openapi_bearerFormat = "dx_…"  # noqa: N815 the name is ninja's

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return request.user if by_key(request) else None


class Session(SessionAuth):
    """The session of the desk; unsafe methods need its CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if isinstance(request.user, Officer) and not by_key(request) else None


def officer(request: HttpRequest) -> Officer:
    """The officer of a request that passed."""
    assert isinstance(request.user, Officer)
    return request.user


def acting(request: HttpRequest) -> Acting:
    """The officer as the one who acts; by key without the approving roles, which need a second factor."""
    found = officer(request).acting()
    if not by_key(request):
        return found
    return Acting(
        court_id=found.court_id,
        code=found.code,
        name=found.name,
        roles=found.roles - APPROVING,
        officer_id=found.officer_id,
    )
