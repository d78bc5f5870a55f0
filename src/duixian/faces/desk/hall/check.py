"""The log of an auction, judged again for whoever brings it: what `duixian hall-check` does, for those without it."""

import base64
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from duixian.base.faults import BadInput, Fault
from duixian.faces.desk.hall.address import hall_url, may_connect
from duixian.law.disposal.checking import LogReport, check_log
from duixian.law.disposal.log import from_lines

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a log that is checked here; a larger one by the command."""


@login_not_required
@never_cache
def check_page(request: HttpRequest) -> HttpResponse:
    """How a log is checked; with a file, what came of it. Nothing is kept."""
    address = hall_url(request)
    shown: dict[str, object] = {
        "hall": address,
        "code": request.GET.get("code", "")[:40],
        "key": request.POST.get("key", "").strip(),
    }
    status = 200
    if request.method == "POST":
        try:
            shown["report"] = _report(request)
        except BadInput as bad:
            shown["faults"], status = bad.faults, 422
    return may_connect(render(request, "desk/hall/check.html", shown, status=status), address)


def _report(request: HttpRequest) -> LogReport:
    upload = request.FILES.get("log")
    if upload is None:
        raise BadInput(Fault("log.no_file", "没有选择记录文件", "请选择从拍品页面下载的记录", field="记录文件"))
    if (upload.size or 0) > LARGEST:
        raise BadInput(Fault("log.too_large", "文件过大", "请用命令 duixian hall-check 核验", field="记录文件"))
    verify = _verifier(request.POST.get("key", ""))
    try:
        text = upload.read().decode()
    except UnicodeDecodeError:
        fault = Fault("log.not_text", "不是 UTF-8 文本，不是竞价记录", "请重新下载", field="记录文件")
        raise BadInput(fault) from None
    running = request.POST.get("running") == "1"
    return check_log(from_lines(text), public_key_verify=verify, running=running)


def _verifier(key: str) -> Callable[[bytes, bytes], bool]:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.strip(), validate=True))
    except ValueError:
        fault = Fault(
            "log.key", "不是 Ed25519 公钥（base64）", "请填写法院公布的签名公钥", field="公钥", value=key[:60]
        )
        raise BadInput(fault) from None

    def verify(signed: bytes, signature: bytes) -> bool:
        try:
            public.verify(signature, signed)
        except InvalidSignature:
            return False
        return True

    return verify
