"""Input that cannot be worked with, and acts that are refused, as pages: what, and what to do about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from duixian.base.faults import BadInput, Fault, Refused
from duixian.faces.desk.workbench.steps import Way, way_to_mend


@dataclass(frozen=True, slots=True)
class Linked:
    """A fault with the page on which what it misses is done, where there is one."""

    of: Fault
    way: Way | None = None


def linked(faults: Sequence[Fault], *, case_id: int | None) -> list[Linked]:
    """Faults about one case with their links; none without a case."""
    if case_id is None:
        return [Linked(fault) for fault in faults]
    return [
        Linked(fault, way_to_mend(str(fault.data["step"]), case_id=case_id) if "step" in fault.data else None)
        for fault in faults
    ]


_CASE = "duixian.case"


def concerns(request: HttpRequest, case_id: int | None) -> None:
    """Say which case a request is about where its address does not, so that what is refused links to what mends it."""
    request.META[_CASE] = case_id


def _case_of(request: HttpRequest) -> int | None:
    """The case that a request is about: what a page said, or the address; every one below /cases/ names one."""
    if isinstance(said := request.META.get(_CASE), int):
        return said
    found = request.resolver_match
    if found is None or not found.route.startswith("cases/<int:"):
        return None
    key = found.kwargs.get("case_id", found.kwargs.get("pk"))
    return key if isinstance(key, int) else None


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
        shown = {"faults": faults, "linked": linked(faults, case_id=_case_of(request))}
        if request.headers.get("HX-Request"):
            response = render(request, "desk/faults_part.html", shown, status=status)
            response["HX-Retarget"], response["HX-Reswap"] = "#faults", "innerHTML"
            return response
        return render(request, "desk/faults.html", shown | {"refused": status == 409}, status=status)
