"""What every page needs: the menu, the court, the number at the bell, whether this is the demo."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from duixian.domain.courts.models import Officer, Role
from duixian.faces.desk import menu
from duixian.faces.desk.workbench import deadlines


def desk(request: HttpRequest) -> dict[str, Any]:
    """Template context of every staff page. Nothing is asked of the database unless the template shows it."""
    context: dict[str, Any] = {"demo": settings.DEMO}
    officer = getattr(request, "user", None)
    if isinstance(officer, Officer):
        context["menu"] = SimpleLazyObject(lambda: list(menu.lines(officer, request.path)))
        context["user_roles"] = [Role(role).label for role in officer.roles]
        context["bell"] = SimpleLazyObject(partial(deadlines.pressing, officer, on=localdate()))
    return context
