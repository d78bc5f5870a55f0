"""JSON of the exchange, strictly: bytes into plain values that keep `schema/exchange.v1.json`, with every fault named.

Stricter than JSON asks: no doubled names, no number with a decimal point or exponent (money is integer fen), no control
characters in strings. The schema's validators are compiled once, on first use.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import jsonschema_rs

from duixian.base.faults import BadInput, Fault

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of one message: a batch of 200 orders or answers, with room."""

MOST_FAULTS: Final = 50
"""Faults named of one message; a message with more is not being typed by a person."""

SCHEMA_FILE: Final = "exchange.v1.json"
OPENAPI_FILE: Final = "openapi.v1.json"

_SHOWN: Final = 80


def document(name: str) -> dict[str, Any]:
    """A file of the published schema (`SCHEMA_FILE`, `OPENAPI_FILE`), parsed."""
    found: dict[str, Any] = json.loads(files("duixian.connectors.exchange.schema").joinpath(name).read_bytes())
    return found


@cache
def validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    """The compiled validator of one definition of the schema: Order, Answer, Notice …"""
    schema = document(SCHEMA_FILE)
    return jsonschema_rs.Draft202012Validator(
        {"$schema": schema["$schema"], "$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]}, validate_formats=True
    )


def faults(kind: str, value: Any) -> list[Fault]:
    """What in `value` breaks the definition `kind`; empty if nothing does."""
    try:
        check = validator(kind)
        if check.is_valid(value):
            return []
        found: list[Fault] = []
        for error in check.iter_errors(value):
            found += _named(error, value)
            if len(found) >= MOST_FAULTS:
                break
        return found[:MOST_FAULTS]
    except (UnicodeEncodeError, ValueError) as error:  # half a surrogate pair, or a value that JSON does not know
        return [Fault("exchange.character", "含有不能编码的字符", "请使用 UTF-8 文本", value=str(error)[:_SHOWN])]


def parse(data: bytes, *, limit: int = LARGEST) -> Any:
    """Bytes into plain values, strictly.

    Raises `BadInput`: `exchange.too_large`, `exchange.not_json`, `exchange.float`, `exchange.doubled_name`,
    `exchange.character`.
    """
    if len(data) > limit:
        raise BadInput(
            Fault(
                "exchange.too_large",
                "报文 {size} 字节，超过上限 {limit} 字节",
                "请分批发送",
                data={"size": len(data), "limit": limit},
            )
        )
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_no_doubles, parse_float=_no_float, parse_constant=_no_float
        )
    except _Found:
        raise BadInput.of(_number_faults(data)) from None
    except BadInput:
        raise
    except (ValueError, RecursionError) as error:  # includes what is not UTF-8, and numbers of thousands of digits
        raise BadInput(
            Fault("exchange.not_json", "不是 UTF-8 编码的 JSON 报文", "请核对报文", value=str(error)[:_SHOWN])
        ) from error
    if b"\\" in data:  # JSON itself forbids raw control characters; only an escape can bring one in
        wrong = [_character(path) for path, text in _strings(value, "") if not _printable(text)]
        if wrong:
            raise BadInput.of(wrong[:MOST_FAULTS])
    return value


def read(kind: str, data: bytes, *, limit: int = LARGEST) -> Any:
    """Parse `data` and hold it to the definition `kind`. Raises `BadInput` with every fault found."""
    value = parse(data, limit=limit)
    must_keep(kind, value)
    return value


def must_keep(kind: str, value: Any) -> None:
    """Raise `BadInput` unless `value` keeps the definition `kind`."""
    found = faults(kind, value)
    if found:
        raise BadInput.of(found)


def write(value: Any) -> bytes:
    """Plain values as the bytes that go over the wire."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


# --------------------------------------------------------------------------------------------------- strict parsing


class _Found(Exception):
    """A number that is no integer was met; where, a second, slower look finds out."""


def _no_float(text: str) -> float:
    raise _Found(text)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise BadInput.of(
            Fault("exchange.doubled_name", "同一字段出现了两次", "请只保留一个", field=name[:_SHOWN]) for name in twice
        )
    return value


class _Decimal(str):
    """The text of a number that is no integer."""

    __slots__ = ()


def _number_faults(data: bytes) -> Iterator[Fault]:
    value = json.loads(data.decode("utf-8"), parse_float=_Decimal, parse_constant=_Decimal)
    for path, text in _strings(value, ""):
        if isinstance(text, _Decimal):
            yield Fault(
                "exchange.float",
                "数字必须是整数：金额以分为单位，不带小数点或指数",
                "请改为以分为单位的整数，例如 12.34 元写作 1234",
                field=path,
                value=str(text)[:_SHOWN],
            )


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every string and name in a parsed message with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield path, name
            yield from _strings(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _strings(inner, f"{path}[{position}]")


def _printable(text: str) -> bool:
    return not any(character < " " or "\x7f" <= character <= "\x9f" or _half(character) for character in text)


def _half(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def _character(path: str) -> Fault:
    return Fault("exchange.character", "含有控制字符或不完整的字符", "请去掉后重新发送", field=path)


# ------------------------------------------------------------------------------------------------------ naming faults

_SENTENCES: Final[Mapping[str, tuple[str, str, str]]] = {
    "required": ("exchange.missing", "缺少必填字段", "请补充该字段"),
    "additionalProperties": ("exchange.unknown_field", "不是数据格式中的字段", "请去掉该字段，或升级数据格式版本"),
    "falseSchema": ("exchange.not_allowed", "该措施不得带有此字段", "请去掉该字段"),
    "type": ("exchange.type", "数据类型不符，应为 {types}", "请对照数据格式更正"),
    "minimum": ("exchange.out_of_range", "不得小于 {limit}", "请核对数值"),
    "maximum": ("exchange.out_of_range", "不得大于 {limit}", "请核对数值"),
    "enum": ("exchange.unknown_word", "不是数据格式中的取值", "请对照数据格式更正"),
    "constant": ("exchange.unknown_word", "不是数据格式中的取值", "请对照数据格式更正"),
    "pattern": ("exchange.pattern", "写法不符合数据格式", "请对照数据格式更正"),
    "format": ("exchange.pattern", "不是有效的日期或时间", "日期写作 2026-11-22，时间写作 2026-11-22T09:30:00+08:00"),
    "minLength": ("exchange.length", "不得为空", "没有内容时请省略该字段"),
    "maxLength": ("exchange.length", "超过 {limit} 个字符", "请缩短"),
    "minItems": ("exchange.length", "至少应有 {limit} 项", "请补充"),
    "maxItems": ("exchange.length", "超过 {limit} 项", "请分批发送"),
}
_OTHER: Final = ("exchange.malformed", "不符合数据格式", "请对照数据格式更正")


def _named(error: jsonschema_rs.ValidationError, whole: Any) -> Iterator[Fault]:
    kind = error.kind.name
    details = error.kind.as_dict()
    path = _path(error.instance_path)
    code, template, remedy = _SENTENCES.get(kind, _OTHER)
    if kind == "required":
        yield Fault(code, template, remedy, field=_joined(path, details["property"]))
    elif kind == "additionalProperties":
        for name in details["unexpected"]:
            value = _shown(_at(whole, error.instance_path).get(name))
            yield Fault(code, template, remedy, field=_joined(path, name), value=value)
    else:
        data = {"limit": details.get("limit", ""), "types": "、".join(details.get("types", ()))}
        yield Fault(code, template, remedy, field=path, value=_shown(_at(whole, error.instance_path)), data=data)


def _path(parts: list[str | int]) -> str:
    path = ""
    for part in parts:
        path = f"{path}[{part}]" if isinstance(part, int) else _joined(path, part)
    return path


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _at(whole: Any, parts: list[str | int]) -> Any:
    for part in parts:
        whole = whole[part]
    return whole


def _shown(value: Any) -> str:
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))[:_SHOWN]
