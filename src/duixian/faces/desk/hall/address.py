"""Where a browser finds the hall's server, and the leave to talk to it."""

from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

PORT = 8020
"""The port of the hall where no address was set."""


def hall_url(request: HttpRequest) -> str:
    """The address set for the hall, else its port on the host the page was asked by."""
    if settings.HALL_URL:
        return str(settings.HALL_URL)
    host = urlsplit(f"//{request.get_host()}").hostname or "127.0.0.1"
    return f"{request.scheme}://{f'[{host}]' if ':' in host else host}:{PORT}"


def may_connect(response: HttpResponse, address: str) -> HttpResponse:
    """Let the page of this response, and no other, talk to the hall."""
    setattr(response, "_csp_update", {"connect-src": [SELF, address]})  # noqa: B010 (what django-csp looks for)
    return response
