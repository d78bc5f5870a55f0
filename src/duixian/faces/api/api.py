"""The API itself: its routers, who may ask, and how every failure is told."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import JSONRenderer

from duixian.base.faults import BadInput, Fault, Refused
from duixian.faces.api import cases, plans, reading, receipts, tokens
from duixian.faces.api.keys import Key, Session


class Plain(JSONRenderer):
    """JSON in which Chinese can be read."""

    json_dumps_params: dict[str, Any] = {"ensure_ascii": False}


api = NinjaAPI(
    title="兑现 Duixian",
    version="1",
    description=(
        "人民法院执行案件、债务、到账和分配方案的接口。金额为以元为单位的十进制字符串，日期为 ISO 8601。\n\n"
        "出错时返回 faults：422 为输入有误，409 为当前不能办理，403 为岗位无权，404 为不存在或属于其他法院。"
    ),
    urls_namespace="api",
    auth=[Key(), Session()],
    renderer=Plain(),
)
api.add_router("/cases", cases.router)
api.add_router("/receipts", receipts.router)
api.add_router("/plans", plans.router)
api.add_router("/parse", reading.router)
api.add_router("/tokens", tokens.router)

_NO_RIGHT = "policy.role"


def _problem(request: HttpRequest, faults: Iterable[Fault], status: int) -> HttpResponse:
    return api.create_response(request, {"faults": [fault.as_json() for fault in faults]}, status=status)


@api.exception_handler(BadInput)
def _bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    return _problem(request, error.faults, 422)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    status = 403 if any(reason.code == _NO_RIGHT for reason in error.reasons) else 409
    return _problem(request, error.reasons, status)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        Fault(
            f"request.{found.get('type', 'invalid')}",
            str(found.get("msg", "")).replace("{", "（").replace("}", "）"),
            "请核对该参数",
            field=".".join(str(part) for part in found.get("loc", ())),
        )
        for found in error.errors
    ]
    return _problem(request, faults, 422)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    fault = Fault("auth.required", "尚未登录，或密钥无效、过期", "请登录，或携带 Authorization: Bearer 密钥")
    return _problem(request, [fault], 401)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem(request, [Fault("not_found", "不存在，或属于其他法院", "请核对编号")], 404)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a broken body, a missing CSRF token."""
    codes = {400: "request.body", 403: "auth.csrf", 415: "request.media_type"}
    fault = Fault(codes.get(error.status_code, "request.refused"), str(error.message), "请核对请求")
    return _problem(request, [fault], error.status_code)
