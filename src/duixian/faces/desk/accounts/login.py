"""Logging in: name and password, then for those who approve a second factor. Until both hold there is no login."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from duixian.domain.courts import scope
from duixian.domain.courts.models import Officer
from duixian.domain.trail import services as trail
from duixian.faces.desk.accounts import secondfactor
from duixian.faces.desk.accounts.gate import PROVEN

HALF = "desk.half_login"
"""Session key: whose password was right, when, by which backend, and where to go afterwards."""
SECRET = "desk.new_secret"  # nosec: the name of a session key
PATIENCE = timedelta(minutes=10)
"""How long a right password waits for its second factor."""


class LoginForm(forms.Form):
    """Name and password."""

    username = forms.CharField(label=_("登录名"), max_length=40)
    password = forms.CharField(label=_("密码"), max_length=200, strip=False, widget=forms.PasswordInput)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def login_page(request: HttpRequest) -> HttpResponse:
    """The first step. The answer does not tell whether the name or the password was wrong."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("desk:workbench"))
    onward = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        return render(request, "desk/accounts/login.html", {"form": LoginForm(), "next": onward})
    form = LoginForm(request.POST)
    if form.is_valid():
        officer = authenticate(request, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
        if isinstance(officer, Officer):
            return _after_password(request, officer, onward)
        form.add_error(None, _("登录名或密码不正确。连续错误五次将暂时锁定。"))
    return render(request, "desk/accounts/login.html", {"form": form, "next": onward}, status=422)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def factor_page(request: HttpRequest) -> HttpResponse:
    """The second step: the code of the enrolled authenticator, or enrolling one."""
    now = localtime()
    half = _half(request, now)
    if half is None:
        return HttpResponseRedirect(reverse("desk:login"))
    officer, onward = half
    if not secondfactor.enrolled(officer):
        return _enrol(request, officer, onward, now)
    wrong = False
    if request.method == "POST":
        if secondfactor.accept(officer, request.POST.get("code", ""), at=now):
            return _complete(request, officer, onward, now=now, proven=True)
        wrong = True
        _count_failure(request, officer)
    return render(
        request, "desk/accounts/factor.html", {"officer": officer, "wrong": wrong}, status=422 if wrong else 200
    )


@require_POST
def logout_act(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return HttpResponseRedirect(reverse("desk:login"))


def _after_password(request: HttpRequest, officer: Officer, onward: str) -> HttpResponse:
    now = localtime()
    if not officer.must_use_second_factor and not secondfactor.enrolled(officer):
        return _complete(request, officer, onward, now=now, proven=False)
    request.session.flush()
    request.session[HALF] = {
        "officer": officer.pk,
        "at": now.isoformat(),
        "backend": officer.backend,
        "next": onward,
    }
    return HttpResponseRedirect(reverse("desk:factor"))


def _half(request: HttpRequest, now: datetime) -> tuple[Officer, str] | None:
    """Whose password was right a short while ago in this session, and where to go afterwards."""
    kept: dict[str, Any] | None = request.session.get(HALF)
    if kept is None or now - datetime.fromisoformat(kept["at"]) > PATIENCE:
        return None
    officer = Officer.objects.select_related("court").filter(pk=kept["officer"], is_active=True).first()
    if officer is None:
        return None
    officer.backend = kept["backend"]
    return officer, kept["next"]


def _enrol(request: HttpRequest, officer: Officer, onward: str, now: datetime) -> HttpResponse:
    secret = request.session.get(SECRET)
    if secret is None:
        secret = request.session[SECRET] = secondfactor.new_secret()
    wrong = False
    if request.method == "POST":
        code = request.POST.get("code", "").replace(" ", "")
        if code.isascii() and secondfactor.code_fits(secret, code, at=now):
            secondfactor.enrol_totp(officer, secret)
            secondfactor.accept(officer, code, at=now)  # used up: it must not open a second session
            _complete(request, officer, onward, now=now, proven=True, act="account.enrol")
            return render(
                request,
                "desk/accounts/recovery.html",
                {"codes": secondfactor.recovery_codes(officer), "next": onward or resolve_url("desk:workbench")},
            )
        wrong = True
        _count_failure(request, officer)
    page = {"officer": officer, "secret": secret, "qr": secondfactor.qr_code(officer, secret), "wrong": wrong}
    return render(request, "desk/accounts/enrol.html", page, status=422 if wrong else 200)


def _count_failure(request: HttpRequest, officer: Officer) -> None:
    """A wrong code counts like a wrong password: the lock that guards passwords guards codes too."""
    user_login_failed.send(sender=__name__, credentials={"username": officer.username}, request=request)
    if getattr(request, "axes_locked_out", False):
        request.session.pop(HALF, None)


def _complete(
    request: HttpRequest, officer: Officer, onward: str, *, now: datetime, proven: bool, act: str = "account.login"
) -> HttpResponse:
    backend = officer.backend
    login(request, officer, backend=backend)
    for key in (HALF, SECRET):
        request.session.pop(key, None)
    request.session[PROVEN] = proven
    with scope.of_officer(officer):
        trail.record(acting=officer.acting(), act=act, now=now, subject=f"officer:{officer.pk}")
    return HttpResponseRedirect(onward or resolve_url("desk:workbench"))


def _safe(request: HttpRequest, address: str) -> str:
    """The address if it is one of ours, else nothing: no login leads to a stranger's page."""
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else ""
