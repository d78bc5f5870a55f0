"""The page for an office without programmers asks as a program does, and shows nothing it was given as markup."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from screening_court import asgi

from duixian.analytics.screening.index import Index
from duixian.analytics.screening.snapshot import Snapshot, build
from duixian.faces.screen.form import Form
from duixian.faces.screen.gate import Admission, KeyedGate, digest_of
from duixian.faces.screen.journal import FileJournal
from duixian.faces.screen.server import ScreenServer
from duixian.worlds import listed as world


def test_an_office_asks_by_page_and_is_admitted_and_written_down_like_a_program(tmp_path: Path) -> None:
    frame = world.entries(200, seed=4)
    build(tmp_path / "list", frame, seq=20)
    row = next(one for one in frame.iter_rows(named=True) if one["number_kind"] == 0 and len(one["number"]) == 18
               and "*" not in one["number"] and one["expires"] > 21_000)  # fmt: skip
    form = Form()
    server = form.server = ScreenServer(
        Index(Snapshot.open(tmp_path / "list")),
        gate=KeyedGate({digest_of("k1"): Admission("甲", frozenset({"lending"}), 10)}),
        journal=lambda: FileJournal(tmp_path / "journal"),
        clock=lambda: datetime(2026, 11, 22, 10, tzinfo=UTC),
        folder=tmp_path / "files",
        branches=(form,),
    )
    lines = f"{row['name']},{row['number']}\n<script>alert(1)</script>，\n,"

    async def talk() -> list[str]:
        await server.start()
        sent = {"purpose": "lending", "reference": "窗口1号", "who": lines}
        bodies = [b"", *(urlencode(sent | {"key": key}).encode() for key in ("nobody", "k1"))]
        pages = [await asgi(server, "POST" if body else "GET", "/form", "", body, {}) for body in bodies]
        await server.stop()
        return [page[2].decode() for page in pages]

    empty, refused, told = asyncio.run(talk())

    assert "接口密钥" in empty
    assert "没有这个接口密钥" in refused
    assert "<td>是</td>" in told
    assert "未查询" in told
    assert "<script>" not in told
    (line,) = [json.loads(one) for one in (tmp_path / "journal").read_text().splitlines()]
    assert (line["caller"], line["reference"], len(line["who"])) == ("甲", "窗口1号", 2)
