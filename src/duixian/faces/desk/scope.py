"""Every request of a logged-in officer runs in one transaction that sees only what the officer's court may see."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from duixian.domain.courts import scope
from duixian.domain.courts.models import Officer


class ScopeMiddleware:
    """Opens the officer's scope around the view. An exception or an answer of 400 and above rolls everything back: a
    form shown again with its faults (422) and a refusal (409) have changed nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        officer = request.user
        if not isinstance(officer, Officer):
            return self.get_response(request)
        with scope.of_officer(officer):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response
