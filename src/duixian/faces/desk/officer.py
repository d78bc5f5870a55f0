"""Whose request it is, on a page behind the login gate."""

from django.http import HttpRequest

from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may, require

PAYS_OUT = ("payout.make", "payout.check", "payout.approve", "plan.make", "plan.confirm")
"""Acts of those who handle money going out: any of them opens its pages for reading."""


def of(request: HttpRequest) -> Officer:
    """The logged-in officer. Raises `TypeError` where the gate does not stand before the page: a fault of ours."""
    if not isinstance(request.user, Officer):
        raise TypeError("this page stands behind the login gate")
    return request.user


def names_of(court_id: int) -> dict[str, str]:
    """Names of a court's people by their login, those who have left included: what the records show as hands."""
    return dict(Officer.objects.filter(court_id=court_id).values_list("username", "name"))


def of_office(request: HttpRequest, *acts: str) -> Officer:
    """The logged-in officer, if one of these acts is open to the office. Raises `Refused` naming who may."""
    officer = of(request)
    acting = officer.acting()
    if not any(may(acting, act) for act in acts):
        require(acting, acts[0])
    return officer
