"""The two hash chains of every court, link by link, and the legs of every posting against its digest.

hash = sha256(prev ‖ fields joined by U+001F). The fields are listed here a second time, deliberately.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, LiteralString

import psycopg

from duixian.faces.cli.verification.findings import Finding, Head, Report

LEDGER, TRAIL = "ledger", "trail"
_PORTION = 2000
_SEPARATOR = "\x1f"

_POSTINGS: LiteralString = """
select p.court_id, p.seq, p.act, p.on_day, p.at, p.key, p.memo, p.legs_count, p.digest, p.prev, p.hash,
       coalesce(array_agg(l.position order by l.position) filter (where l.position is not null), '{}'),
       coalesce(array_agg(l.account_id order by l.position) filter (where l.position is not null), '{}'),
       coalesce(array_agg(l.amount_fen order by l.position) filter (where l.position is not null), '{}'),
       coalesce(array_agg(distinct l.court_id) filter (where l.court_id is not null), '{}')
from funds_posting p left join funds_leg l on l.posting_id = p.id
group by p.id order by p.court_id, p.seq, p.id
"""
_ENTRIES: LiteralString = """
select court_id, seq, at, actor, actor_name, act, ground, subject, payload::text, prev, hash
from trail_entry order by court_id, seq, id
"""
_HEADS: LiteralString = "select court_id, stream, seq, hash from trail_chain order by court_id, stream"


def instant(at: datetime) -> str:
    """One instant as the hashes have it: UTC with six digits of a second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def link(prev: bytes, fields: Sequence[Any]) -> bytes:
    """The hash of a row whose fields are given in order."""
    return hashlib.sha256(prev + _SEPARATOR.join(str(part) for part in fields).encode()).digest()


def digest(accounts: Sequence[int], amounts: Sequence[int]) -> bytes:
    """The hash over the legs of one posting."""
    text = ",".join(map(str, accounts)) + "|" + ",".join(map(str, amounts))
    return hashlib.sha256(text.encode()).digest()


class Chain:
    """Walks the rows of one stream in order and reports every link that does not hold."""

    def __init__(self, stream: str, report: Report) -> None:
        self.stream = stream
        self.report = report
        self.heads: dict[int, tuple[int, bytes]] = {}
        self.seen: dict[tuple[int, int], bytes] = {}
        self.noted: set[tuple[int, int]] = set()

    def take(self, court_id: int, seq: int, fields: Sequence[Any], prev: bytes, kept: bytes) -> None:
        """One row: its place, its link to the row before, its own hash."""
        last, before = self.heads.get(court_id, (0, b""))
        row = f"seq {seq}"
        if seq != last + 1:
            self._wrong(court_id, f"seq {last + 1}", "链中缺少一行或序号重复", f"seq {last + 1}", row)
        elif prev != before:
            self._wrong(court_id, row, "与上一行不相连", before.hex(), prev.hex())
        computed = link(prev, fields)
        if computed != kept:
            self._wrong(court_id, row, "内容与哈希不符", kept.hex(), computed.hex())
        self.heads[court_id] = (seq, kept)
        if (court_id, seq) in self.noted:
            self.seen[court_id, seq] = kept

    def close(self, kept: dict[int, tuple[int, bytes]]) -> None:
        """Compare where the rows end with where the chain says it ends."""
        for court_id in sorted({*kept, *self.heads}):
            here, there = self.heads.get(court_id, (0, b"")), kept.get(court_id, (0, b""))
            if here != there:
                at = min(here[0], there[0]) + 1 if here[0] != there[0] else here[0]
                self._wrong(
                    court_id,
                    f"seq {at}",
                    "链的末端不符：末尾的行被删除、增添或替换",
                    f"seq {there[0]} {there[1].hex()}",
                    f"seq {here[0]} {here[1].hex()}",
                )
            self.report.heads.append(Head(court_id, self.stream, here[0], here[1].hex()))

    def against(self, head: Head) -> None:
        """Compare with a head that was noted earlier, outside the database."""
        found = self.seen.get((head.court_id, head.seq), b"").hex()
        if found != head.hash:
            self._wrong(
                head.court_id, f"seq {head.seq}", "与先前抄存的链末端不符：此前的行被改写或截断", head.hash, found
            )

    def _wrong(self, court_id: int, row: str, what: str, expected: str, found: str) -> None:
        self.report.add(Finding(court_id, self.stream, row, what, expected, found))


def walk(connection: psycopg.Connection[Any], query: LiteralString) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a portion at a time, so that memory does not grow with the books."""
    with connection.cursor(name="walk", binary=True) as cursor:
        cursor.itersize = _PORTION
        cursor.execute(query)
        yield from cursor


def check_ledger(connection: psycopg.Connection[Any], chain: Chain, sums: dict[int, int]) -> None:
    """Every posting: linked, complete, balanced, as its digest says. `sums` collects the signed sum of each account."""
    report = chain.report
    for row in walk(connection, _POSTINGS):
        court_id, seq, act, on_day, at, key, memo, legs_count, kept_digest, prev, kept, *legs = row
        positions, accounts, amounts, courts = legs
        place = f"seq {seq}"
        fields = (court_id, seq, act, on_day.isoformat(), instant(at), key, memo, legs_count, kept_digest.hex())
        chain.take(court_id, seq, fields, prev, kept)
        if len(positions) != legs_count or positions != list(range(1, legs_count + 1)):
            report.add(Finding(court_id, LEDGER, place, "分录数目不符", str(legs_count), str(len(positions))))
        elif digest(accounts, amounts) != kept_digest:
            found = digest(accounts, amounts).hex()
            report.add(Finding(court_id, LEDGER, place, "分录与摘要不符", kept_digest.hex(), found))
        if sum(amounts):
            report.add(Finding(court_id, LEDGER, place, "借贷不平", "0", str(sum(amounts))))
        if courts not in ([], [court_id]):
            report.add(Finding(court_id, LEDGER, place, "分录属于另一法院", str(court_id), str(courts)))
        for account, fen in zip(accounts, amounts, strict=True):
            sums[account] = sums.get(account, 0) + fen
        report.count("postings")
        report.count("legs", len(positions))


def check_trail(connection: psycopg.Connection[Any], chain: Chain) -> None:
    """Every act on record: linked and unchanged."""
    for court_id, seq, at, actor, actor_name, act, ground, subject, payload, prev, kept in walk(connection, _ENTRIES):
        fields = (court_id, seq, instant(at), actor, actor_name, act, ground, subject, payload)
        chain.take(court_id, seq, fields, prev, kept)
        chain.report.count("trail")


def heads(connection: psycopg.Connection[Any]) -> dict[str, dict[int, tuple[int, bytes]]]:
    """Where the database believes each chain ends: stream → court → (seq, hash)."""
    kept: dict[str, dict[int, tuple[int, bytes]]] = {LEDGER: {}, TRAIL: {}}
    for court_id, stream, seq, last in connection.execute(_HEADS):
        kept.setdefault(stream, {})[court_id] = (seq, bytes(last))
    return kept
