"""Input that cannot be worked with, and acts that are refused, as pages: what, and what to do about it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from duixian.base.faults import BadInput, Refused


class FaultPages:
    """Answers `BadInput` with 422 and `Refused` with 409; the scope around it rolls back whatever was begun.

    A request by htmx gets the list alone, to stand where the page keeps its faults.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for the two exceptions that are answers; every other stays an error."""
        if isinstance(exception, BadInput):
            faults, status = exception.faults, 422
        elif isinstance(exception, Refused):
            faults, status = exception.reasons, 409
        else:
            return None
        if request.headers.get("HX-Request"):
            response = render(request, "desk/faults_part.html", {"faults": faults}, status=status)
            response["HX-Retarget"], response["HX-Reswap"] = "#faults", "innerHTML"
            return response
        return render(request, "desk/faults.html", {"faults": faults, "refused": status == 409}, status=status)
