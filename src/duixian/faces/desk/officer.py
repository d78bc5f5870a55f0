"""Whose request it is, on a page behind the login gate."""

from django.http import HttpRequest

from duixian.domain.courts.models import Officer


def of(request: HttpRequest) -> Officer:
    """The logged-in officer. Raises `TypeError` where the gate does not stand before the page: a fault of ours."""
    if not isinstance(request.user, Officer):
        raise TypeError("this page stands behind the login gate")
    return request.user
