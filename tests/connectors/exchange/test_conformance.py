"""The conformance kit: a server that obeys passes, and each planted fault is found by the check meant for it."""

import asyncio
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from duixian.connectors.exchange import wire
from duixian.connectors.exchange.about import Sandbox
from duixian.connectors.exchange.conformance.checks import Result, Verdict
from duixian.connectors.exchange.conformance.keys import COURT_A, COURT_B, PUBLIC_KEYS
from duixian.connectors.exchange.conformance.running import Report, all_checks, conform
from duixian.connectors.exchange.signing import Signer
from duixian.connectors.exchange.simulator.behaviour import PLANTED
from duixian.connectors.exchange.simulator.running import SimulatedAgencies

BANK = "B01"
_runs = itertools.count(1)

FOUND_BY = {
    "ignores_idempotency": {"order.repeated", "freeze.once", "deduct.once"},
    "wrong_signature": {"about.valid", "answers.signed"},
    "unsigned_answers": {"about.valid", "answers.signed"},
    "accepts_bad_signature": {
        "signature.missing",
        "signature.tampered",
        "signature.elsewhere",
        "signature.stranger",
        "signature.algorithm",
    },
    "matches_by_name_alone": {"person.number_unknown", "person.same_name", "person.others_thing"},
    "freezes_more_than_ordered": {"freeze.as_ordered", "answers.fit"},
    "balance_negative": {"query.found", "answers.schema"},
    "answers_other_order": {"answer.own_order", "answers.fit"},
    "no_waiting_rank": {"queue.second_waits", "queue.same_instant"},
    "renew_beyond_asked": {"renew.as_asked", "answers.fit"},
    "float_money": {"answers.schema"},
    "releases_everything": {"release.part"},
    "deducts_without_control": {"deduct.needs_control"},
    "schema_extra_field": {"answers.schema"},
    "batch_all_or_nothing": {"batch.independent"},
}


@pytest.fixture(scope="module")
def agencies() -> Iterator[SimulatedAgencies]:
    with SimulatedAgencies(seed=1) as running:
        yield running


def run_on(agencies: SimulatedAgencies, code: str = BANK, **more: object) -> Report:
    return asyncio.run(
        conform(agencies.url_of(code), now=datetime.now(UTC), run=f"T{next(_runs)}", **more)  # type: ignore[arg-type]
    )


def failing(report: Report) -> list[str]:
    return [f"{result.check.name}: {result.reason}" for result in report.results if result.verdict is Verdict.FAIL]


@pytest.mark.parametrize("code", [BANK, "W01", "L01", "V01", "S01", "I01", "P01", "C01"])
def test_a_server_that_obeys_passes(agencies: SimulatedAgencies, code: str) -> None:
    report = run_on(agencies, code)
    assert failing(report) == []
    assert report.obeys
    assert report.about is not None
    assert report.about.code == code


def test_a_bank_is_asked_everything(agencies: SimulatedAgencies) -> None:
    report = run_on(agencies)
    assert [result.check for result in report.results] == list(all_checks())
    assert {result.verdict for result in report.results} == {Verdict.PASS}
    assert all(result.evidence for result in report.results if not result.check.name.startswith("answers."))


def test_every_check_has_a_name_of_its_own_and_says_what_it_proves_by_which_rule() -> None:
    checks = all_checks()
    assert len({check.name for check in checks}) == len(checks) >= 25
    assert all(check.proves for check in checks)
    schema, api = wire.document(wire.SCHEMA_FILE), wire.document(wire.OPENAPI_FILE)
    for check in checks:
        if check.rule.startswith("paths."):
            path, _, method = check.rule.removeprefix("paths.").rpartition(".")
            assert method in api["paths"][path], check.name
        else:
            node = schema
            for step in check.rule.split("/"):
                node = node[step]


def test_a_register_of_things_is_not_failed_for_acts_it_does_not_have(agencies: SimulatedAgencies) -> None:
    verdicts = {result.check.name: result.verdict for result in run_on(agencies, "L01").results}
    assert verdicts["deduct.pays"] is Verdict.NOT_OFFERED
    assert verdicts["queue.second_waits"] is Verdict.PASS


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_by_the_check_meant_for_it(agencies: SimulatedAgencies, fault: str) -> None:
    agencies.behave(BANK, **{fault: True})
    try:
        report = run_on(agencies)
    finally:
        agencies.behave(BANK, **{fault: False})
    assert not report.obeys
    assert set(report.failing) >= FOUND_BY[fault]


@pytest.mark.parametrize(
    "fault",
    [
        "renew_beyond_asked",
        "releases_everything",
        "deducts_without_control",
        "batch_all_or_nothing",
        "schema_extra_field",
        "float_money",
    ],
)
def test_a_narrow_fault_colours_nothing_else(agencies: SimulatedAgencies, fault: str) -> None:
    agencies.behave("B02", **{fault: True})
    try:
        report = run_on(agencies, "B02")
    finally:
        agencies.behave("B02", **{fault: False})
    assert set(report.failing) <= FOUND_BY[fault] | {"answers.fit", "batch.keyed", "batch.independent"}


def test_a_slow_busy_late_server_that_obeys_passes(agencies: SimulatedAgencies) -> None:
    agencies.behave("B03", busy=50, retry_after=0, late=200, late_polls=1, slow_ms=2)
    assert failing(run_on(agencies, "B03")) == []


def test_the_key_given_on_paper_counts_not_the_one_shown(agencies: SimulatedAgencies) -> None:
    assert run_on(agencies, public_key=agencies.key_of(BANK)).obeys
    assert "about.valid" in run_on(agencies, public_key=Signer.generate(BANK).public_key).failing


def test_courts_that_the_server_does_not_know_get_nowhere(agencies: SimulatedAgencies) -> None:
    strangers = (Signer.generate("STRANGER-A"), Signer.generate("STRANGER-B"))
    report = run_on(agencies, courts=strangers)
    assert "query.found" in report.failing
    assert "freeze.as_ordered" in report.failing


def test_a_server_without_a_sandbox_is_told_so() -> None:
    def bare(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, json={})

    report = asyncio.run(
        conform("http://bank.example", now=datetime.now(UTC), run="T", transport=httpx.MockTransport(bare))
    )
    assert report.failing == ("about.valid",)
    assert report.about is None


def test_an_address_where_nobody_answers_fails_the_first_check() -> None:
    report = asyncio.run(conform("http://127.0.0.1:9", now=datetime.now(UTC), run="T"))
    assert report.failing == ("about.valid",)
    assert report.results[0].evidence[0].error


def test_results_are_told_as_they_come(agencies: SimulatedAgencies) -> None:
    heard: list[Result] = []
    report = run_on(agencies, told=heard.append)
    assert tuple(heard) == report.results


def test_the_subjects_may_be_given_instead_of_those_shown(agencies: SimulatedAgencies) -> None:
    shown = run_on(agencies).about
    assert shown is not None
    assert shown.sandbox is not None
    fewer = Sandbox(shown.sandbox.subjects[-2:], ())
    verdicts = {result.check.name: result.verdict for result in run_on(agencies, sandbox=fewer).results}
    assert verdicts["freeze.as_ordered"] is Verdict.NOT_OFFERED


def test_the_courts_of_the_kit_are_always_the_same_two() -> None:
    assert dict(PUBLIC_KEYS) == {court.code: court.public_key for court in (COURT_A, COURT_B)}
    assert COURT_A.public_key != COURT_B.public_key
