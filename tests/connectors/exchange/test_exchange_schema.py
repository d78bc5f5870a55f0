"""The published schema: complete, described, its examples true, and in step with the port."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from typing import Any

import jsonschema_rs
import pytest

from duixian.connectors.exchange import codec, wire
from duixian.connectors.exchange.about import VERSION, decode_about, encode_about
from duixian.connectors.exchange.problems import PROBLEMS, problem
from duixian.law.control.things import Earmark, HoldingKind
from duixian.ports.agencies import Act, AgencyKind, Answer, Holding, IdKind, Notice, NoticeKind, Order, Outcome
from duixian.ports.answers import Reason

SCHEMA = wire.document(wire.SCHEMA_FILE)
API = wire.document(wire.OPENAPI_FILE)
DEFS: dict[str, dict[str, Any]] = SCHEMA["$defs"]
EXAMPLES = [(name, example) for name, part in DEFS.items() for example in part.get("examples", ())]


def everything(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, node
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in inner:
        yield from everything(value, f"{path}/{name}")


def test_it_is_a_schema_of_2020_12() -> None:
    assert jsonschema_rs.meta.is_valid(SCHEMA)
    assert SCHEMA["$schema"] == API["jsonSchemaDialect"] == "https://json-schema.org/draft/2020-12/schema"
    assert API["openapi"] == "3.1.0"
    assert SCHEMA["version"] == VERSION
    assert API["info"]["version"].startswith(VERSION)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_example_keeps_its_own_schema(kind: str, example: Any) -> None:
    assert wire.faults(kind, example) == []


def test_what_is_sent_has_examples() -> None:
    have = {kind for kind, _ in EXAMPLES}
    assert have >= {"Order", "Answer", "Holding", "Notice", "NoticePage", "Batch", "BatchAnswer", "Problem", "About"}
    assert {example["act"] for kind, example in EXAMPLES if kind == "Order"} == set(Act)


def test_every_reference_leads_somewhere() -> None:
    referred = [
        node["$ref"]
        for part in (SCHEMA, API)
        for _, node in everything(part)
        if isinstance(node, dict) and "$ref" in node
    ]
    assert len(referred) > 50
    for reference in referred:
        file, _, path = reference.partition("#/")
        node: Any = SCHEMA if file == wire.SCHEMA_FILE else API if path.startswith("components") else SCHEMA
        assert file in ("", wire.SCHEMA_FILE)
        for step in path.split("/"):
            node = node[step]


def test_every_member_is_described_in_chinese_and_english() -> None:
    bare = []
    for name, part in DEFS.items():
        for member, about in {"": part, **part.get("properties", {})}.items():
            about = {**DEFS[about["$ref"].rsplit("/", 1)[1]], **about} if "$ref" in about else about
            if not re.search("[\u4e00-\u9fff]", about.get("title", "")) or not about.get("description"):
                bare.append(f"{name}.{member}")
    assert bare == []


def test_no_object_takes_members_that_nobody_described() -> None:
    open_ones = [
        name
        for name, part in DEFS.items()
        if part.get("type") == "object" and part.get("additionalProperties") is not False
    ]
    assert open_ones == []


@pytest.mark.parametrize(
    ("kind", "port"), [("Order", Order), ("Answer", Answer), ("Holding", Holding), ("Notice", Notice)]
)
def test_a_message_has_exactly_the_fields_of_the_port(kind: str, port: Any) -> None:
    assert set(DEFS[kind]["properties"]) == {field.name for field in fields(port)}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (DEFS["Act"], Act),
        (DEFS["Outcome"], Outcome),
        (DEFS["AgencyKind"], AgencyKind),
        (DEFS["HoldingKind"], HoldingKind),
        (DEFS["Subject"]["properties"]["id_kind"], IdKind),
        (DEFS["Notice"]["properties"]["kind"], NoticeKind),
    ],
)
def test_the_words_are_those_of_the_port(kind: dict[str, Any], words: type[StrEnum]) -> None:
    assert kind["enum"] == [str(word) for word in words]


def test_earmarks_are_those_of_the_law_and_none_is_left_out() -> None:
    assert DEFS["Earmark"]["enum"] == [str(word) for word in Earmark if word]


def test_reason_codes_with_a_common_meaning_are_named() -> None:
    named = set(re.findall(r"[a-z_]+", DEFS["ReasonCode"]["description"]))
    assert {str(reason) for reason in Reason} <= named


def test_problem_codes_are_named_with_their_status() -> None:
    described = DEFS["Problem"]["description"]
    for code, (status, _) in PROBLEMS.items():
        assert re.search(rf"{re.escape(code)}\b[^;]*?\({status}\)", described), code
        assert wire.faults("Problem", problem(code, key="K1", detail="x")) == []


@pytest.mark.parametrize("example", DEFS["About"]["examples"])
def test_what_an_agency_says_of_itself_comes_back_the_same(example: Any) -> None:
    about = decode_about(wire.write(example))
    assert decode_about(encode_about(about)) == about
    assert json.loads(encode_about(about)) == example


@pytest.mark.parametrize("example", [example for kind, example in EXAMPLES if kind == "BatchAnswer"])
def test_a_batch_answer_comes_back_the_same(example: Any) -> None:
    results = codec.decode_results(wire.write(example))
    assert codec.decode_results(codec.encode_results(results)) == results
    assert [result.status for result in results] == [200, 422]
