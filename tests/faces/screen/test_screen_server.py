"""Screening over HTTP: admitted by key and purpose, written down before it is answered, files with their bad rows."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from duixian.analytics.screening import entries
from duixian.analytics.screening.index import Index, Published
from duixian.analytics.screening.model import Op
from duixian.analytics.screening.snapshot import Snapshot, build
from duixian.faces.screen.gate import Admission, KeyedGate, digest_of
from duixian.faces.screen.journal import FileJournal, Journal
from duixian.faces.screen.server import ScreenServer
from duixian.worlds import listed as world

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
KEY = {"authorization": "Bearer k1"}


class Feed:
    """A publication log in the hand of the test."""

    def __init__(self) -> None:
        self.lines: list[Published] = []

    def after(self, seq: int, limit: int) -> list[Published]:
        return [line for line in self.lines if line.seq > seq][:limit]


class FullDisk:
    """A journal that keeps nothing."""

    async def write(self, line: Mapping[str, Any]) -> None:
        raise OSError("no space")

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pl.DataFrame]:
    frame = world.entries(200, seed=4)
    folder = tmp_path_factory.mktemp("list")
    build(folder, frame, seq=20)
    whole = (pl.col("number_kind") == 0) & (pl.col("number").str.len_chars() == 18) & (pl.col("expires") > 21_000)
    return folder, frame.filter(whole & ~pl.col("number").str.contains("*", literal=True) & (pl.col("kind") == 0))


class Court:
    """A server to talk to, one conversation at a time."""

    def __init__(self, folder: Path, scratch: Path, journal: Journal | None = None, daily: int = 100) -> None:
        self.journal = scratch / "journal"
        self.feed = Feed()
        self.index = Index(Snapshot.open(folder))
        gate = KeyedGate(
            {
                digest_of(key): Admission(name, frozenset({"贷前审查"}), daily)
                for key, name in (("k1", "甲"), ("k2", "乙"))
            }
        )
        self.server = ScreenServer(
            self.index, gate=gate, journal=lambda: journal or FileJournal(self.journal), clock=lambda: NOW,
            folder=scratch / "files", feed=self.feed,
        )  # fmt: skip

    def talk(self, *calls: tuple[str, str, Any, Mapping[str, str]]) -> list[tuple[int, Any]]:
        async def conversation() -> list[tuple[int, Any]]:
            await self.server.start()
            try:
                return [await self.call(*call) for call in calls]
            finally:
                await self.server.stop()

        return asyncio.run(conversation())

    async def call(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        told: list[Any] = []
        path, _, query = path.partition("?")
        scope = {
            "type": "http", "method": method, "path": path, "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": sent, "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        await self.server(scope, receive, send)
        answer = b"".join(message.get("body", b"") for message in told[1:])
        is_json = dict(told[0]["headers"])[b"content-type"].startswith(b"application/json")
        return told[0]["status"], json.loads(answer) if is_json else answer.decode()

    def kept(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.journal.read_text().splitlines()]


@pytest.fixture
def court(people: tuple[Path, pl.DataFrame], tmp_path: Path) -> Court:
    return Court(people[0], tmp_path)


def who(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": row["name"], "kind": "natural", "numbers": [{"kind": "resident", "text": row["number"]}], **more}


def asking(someone: Any, **more: Any) -> dict[str, Any]:
    return {"purpose": "贷前审查", "who": someone, **more}


def test_a_listed_number_is_told_yes_and_the_call_is_kept_with_the_number_masked(
    court: Court, people: tuple[Path, pl.DataFrame]
) -> None:
    row = people[1].row(0, named=True)

    ((status, told),) = court.talk(("POST", "/v1/screen", asking(who(row, ref="R7"), exact=True), KEY))

    assert (status, told["outcome"], told["ref"], told["as_of"]) == (200, "yes", "R7", 20)
    assert told["hits"][0]["entry_id"] == entries.entry_id(row["id_high"], row["id_low"])
    (line,) = court.kept()
    assert (line["caller"], line["purpose"], line["who"][0]["outcome"]) == ("甲", "贷前审查", "yes")
    assert row["number"] not in court.journal.read_text()


@pytest.mark.parametrize(
    ("change", "headers", "status", "code"),
    [
        ({}, {}, 401, "screen.key"),
        ({}, {"authorization": "Bearer k3"}, 401, "screen.key"),
        ({"purpose": "营销"}, KEY, 403, "screen.purpose"),
        ({"purpose": ""}, KEY, 400, "screen.field"),
        ({"who": {"name": "", "kind": "natural"}}, KEY, 400, "screen.field"),
        ({"who": {"name": "王伟", "kind": "natural", "born": "1980-02-30"}}, KEY, 400, "screen.field"),
        ({"who": {"name": "王伟", "kind": "natural", "age": 40}}, KEY, 400, "screen.field"),
    ],
)
def test_a_call_that_is_not_admitted_or_not_readable_is_neither_answered_nor_kept(
    court: Court, change: dict[str, Any], headers: dict[str, str], status: int, code: str
) -> None:
    body = {**asking({"name": "王伟", "kind": "natural"}), **change}

    ((answered, told),) = court.talk(("POST", "/v1/screen", body, headers))

    assert (answered, told["faults"][0]["code"]) == (status, code)
    assert "outcome" not in told
    assert court.kept() == []


def test_a_call_that_cannot_be_written_down_is_not_answered(people: tuple[Path, pl.DataFrame], tmp_path: Path) -> None:
    court = Court(people[0], tmp_path, journal=FullDisk())

    ((status, told),) = court.talk(("POST", "/v1/screen", asking(who(people[1].row(0, named=True))), KEY))

    assert status == 503
    assert set(told) == {"faults"}


def test_a_quota_is_not_exceeded_by_one_and_a_refused_call_does_not_count(
    people: tuple[Path, pl.DataFrame], tmp_path: Path
) -> None:
    court = Court(people[0], tmp_path, daily=3)
    someone = {"name": "王伟", "kind": "natural"}
    many = ("POST", "/v1/screen/many", asking([someone] * 2), KEY)

    statuses = [status for status, _ in court.talk(many, many, ("POST", "/v1/screen", asking(someone), KEY))]

    assert statuses == [200, 429, 200]


def test_many_are_answered_in_order_and_a_bad_one_with_its_faults(
    court: Court, people: tuple[Path, pl.DataFrame]
) -> None:
    row = people[1].row(1, named=True)
    body = asking([who(row, ref="a"), {"name": "王伟", "kind": "dog"}, {"name": "无此人甲乙", "kind": "natural"}])

    ((status, told),) = court.talk(("POST", "/v1/screen/many", body, KEY))

    assert status == 200
    assert [answer.get("outcome") for answer in told["answers"]] == ["yes", None, "no"]
    assert told["answers"][1]["faults"][0]["field"] == "kind"
    assert len(court.kept()[0]["who"]) == 2


def test_what_the_log_removes_is_gone_from_the_next_call(court: Court, people: tuple[Path, pl.DataFrame]) -> None:
    row = people[1].row(0, named=True)
    entry_id = entries.entry_id(row["id_high"], row["id_low"])
    call = ("POST", "/v1/screen", asking(who(row)), KEY)

    async def conversation() -> list[Any]:
        await court.server.start()
        before = await court.call(*call)
        court.feed.lines.append(Published(21, Op.REMOVE, entry_id))
        for _ in range(100):
            if court.index.as_of == 21:
                break
            await asyncio.sleep(0.02)
        after = await court.call(*call)
        await court.server.stop()
        return [before[1], after[1]]

    before, after = asyncio.run(conversation())

    assert entry_id in [hit["entry_id"] for hit in before["hits"]]
    assert entry_id not in [hit["entry_id"] for hit in after["hits"]]
    assert after["as_of"] == 21


def test_a_file_comes_back_with_answers_and_with_its_bad_rows(court: Court, people: tuple[Path, pl.DataFrame]) -> None:
    row = people[1].row(2, named=True)
    good = f"1,{row['name']},{row['number']}"
    lines = [
        "编号,姓名,证件号码", good, "2,,", "3,王伟,649901198001010000", "4,王伟", '5,"王,伟",', '6,"张三",E1234567',
    ]  # fmt: skip
    body = "\n".join(lines).encode() + b"\n7,\xff\xfe\xfd,\n"

    async def conversation() -> list[Any]:
        await court.server.start()
        _, job = await court.call("POST", "/v1/files?purpose=%E8%B4%B7%E5%89%8D%E5%AE%A1%E6%9F%A5", body, KEY)
        state = job
        while state["stage"] in ("waiting", "running"):
            await asyncio.sleep(0.02)
            _, state = await court.call("GET", job["file"], b"", KEY)
        told = [await court.call("GET", f"{job['file']}/{part}", b"", KEY) for part in ("answers", "bad")]
        stranger = await court.call("GET", f"{job['file']}/answers", b"", {"authorization": "Bearer k2"})
        await court.server.stop()
        return [state, *(text for _, text in told), stranger[0]]

    state, answers, bad, stranger = asyncio.run(conversation())

    assert (state["stage"], state["good"], state["bad"]) == ("done", 2, 5)
    assert answers.splitlines()[1].startswith("1,1,yes,number,")
    told = [line.split(",")[:2] for line in bad.splitlines()[1:]]
    assert told == [["2", "name"], ["3", "number"], ["4", "columns"], ["6", "number"], ["7", "encoding"]]
    assert stranger == 404
    handed_in, hit = court.kept()
    entry_id = entries.entry_id(row["id_high"], row["id_low"])
    assert (handed_in["identities"], handed_in["who"], hit["identities"]) == (7, [], 0)
    assert [(one["ref"], one["outcome"], one["hits"][0]["entry"]) for one in hit["who"]] == [("1", "yes", entry_id)]
    assert answers.splitlines()[1] == f"1,1,yes,number,{entry_id},{hit['call']},"
    assert row["number"] not in court.journal.read_text()


def test_a_file_whose_hits_cannot_be_written_down_has_no_answers(
    people: tuple[Path, pl.DataFrame], tmp_path: Path
) -> None:
    class NoHits(FileJournal):
        async def write(self, line: Mapping[str, Any]) -> None:
            if line["who"]:
                raise OSError("no space left")
            await super().write(line)

    row = people[1].row(2, named=True)
    body = f"编号,姓名,证件号码\n1,{row['name']},{row['number']}\n".encode()
    court = Court(people[0], tmp_path, journal=NoHits(tmp_path / "calls.jsonl"))

    async def conversation() -> tuple[Any, int]:
        await court.server.start()
        _, state = await court.call("POST", "/v1/files?purpose=%E8%B4%B7%E5%89%8D%E5%AE%A1%E6%9F%A5", body, KEY)
        file = state["file"]
        while state["stage"] in ("waiting", "running"):
            await asyncio.sleep(0.02)
            _, state = await court.call("GET", file, b"", KEY)
        status, _ = await court.call("GET", f"{file}/answers", b"", KEY)
        await court.server.stop()
        return state, status

    state, status = asyncio.run(conversation())

    assert (state["stage"], status) == ("failed", 409)
    assert "good" not in state
