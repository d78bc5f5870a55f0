"""One's own account: changing the password, renewing the recovery codes."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from duixian.domain.courts import tokens
from duixian.domain.trail import services as trail
from duixian.faces.desk import officer as officers
from duixian.faces.desk.accounts import secondfactor


@never_cache
@sensitive_post_parameters()
def account_page(request: HttpRequest) -> HttpResponse:
    """Who one is here, and the form that changes the password; every other session of the account ends with it."""
    officer = officers.of(request)
    form = PasswordChangeForm(officer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, officer)
        trail.record(acting=officer.acting(), act="account.password", now=localtime(), subject=f"officer:{officer.pk}")
        messages.success(request, _("密码已更改，其他已登录的设备均已退出。"))
        return HttpResponseRedirect(reverse("desk:account"))
    page = {
        "form": form,
        "officer": officer,
        "codes_left": len(secondfactor.recovery_codes(officer)),
        "keys": tokens.of(officer).order_by("expires_at"),
    }
    return render(request, "desk/accounts/account.html", page, status=422 if form.errors else 200)


@never_cache
@require_POST
@sensitive_post_parameters()
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Fresh recovery codes, against a code of the authenticator; shown once."""
    officer = officers.of(request)
    now = localtime()
    if not secondfactor.accept(officer, request.POST.get("code", ""), at=now):
        messages.error(request, _("动态码不正确或已使用过，请等待下一个动态码。"))
        return HttpResponseRedirect(reverse("desk:account"))
    codes = secondfactor.renew_recovery_codes(officer)
    trail.record(acting=officer.acting(), act="account.renew_codes", now=now, subject=f"officer:{officer.pk}")
    return render(request, "desk/accounts/recovery.html", {"codes": codes, "next": reverse("desk:account")})
