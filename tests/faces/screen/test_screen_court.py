"""Screening for a court: who may ask, what the answer keeps silent about, what is gone at once, what is kept of it."""

import asyncio
import fcntl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from screening_court import ScreeningCourt, Talk, lift

from duixian.domain.lists.models import ScreeningCall
from duixian.domain.lists.services import screening
from duixian.faces.screen import chain, shipping
from duixian.faces.screen.chain import ChainedJournal, Place, read
from duixian.faces.screen.gate import NotAdmitted
from duixian.faces.screen.keyring import Keyring
from duixian.faces.screen.shipping import Shipper


@pytest.fixture
def court(real_db: str, tmp_path: Path) -> ScreeningCourt:
    return ScreeningCourt(tmp_path)


def test_an_answer_speaks_of_the_register_the_purpose_is_about_and_of_no_other(court: ScreeningCourt) -> None:
    async def talk(to: Talk) -> list[Any]:
        return [await to.post("/v1/screen", court.asked(purpose)) for purpose in ("lending", "transport")]

    lending, transport = court.serve(talk)

    assert [hit["register"] for hit in lending[1]["hits"]] == ["dishonest"]
    assert [hit["register"] for hit in transport[1]["hits"]] == ["limited"]
    assert lending[1]["outcome"] == transport[1]["outcome"] == "yes"


@pytest.mark.parametrize(
    ("purpose", "reference", "status", "field"),
    [("lending", " ", 400, "reference"), ("tendering", "贷1", 403, "purpose"), ("营销", "贷1", 403, "purpose")],
)
def test_a_call_without_a_purpose_of_its_agency_or_without_a_reference_is_refused_and_leaves_no_call(
    court: ScreeningCourt, purpose: str, reference: str, status: int, field: str
) -> None:
    async def talk(to: Talk) -> Any:
        return await to.post("/v1/screen", court.asked(purpose, reference))

    answered, told = court.serve(talk)

    assert (answered, told["faults"][0]["field"]) == (status, field)
    assert not ScreeningCall.objects.exists()


def test_who_pays_is_gone_from_the_look_up_that_follows(court: ScreeningCourt) -> None:
    async def talk(to: Talk) -> Any:
        before = await to.post("/v1/screen", court.asked())
        await to.until(await asyncio.to_thread(lift, court))
        return before, await to.post("/v1/screen", court.asked()), await to.post("/v1/screen", court.asked("transport"))

    before, after, limited = court.serve(talk)

    assert before[1]["outcome"] == "yes"
    assert (after[1]["outcome"], after[1]["hits"]) == ("no", [])
    assert limited[1]["outcome"] == "no"


def test_a_call_is_kept_with_a_digest_and_neither_number_nor_name(court: ScreeningCourt) -> None:
    async def talk(to: Talk) -> Any:
        return await to.post("/v1/screen", court.asked())

    _, told = court.serve(talk)

    call = ScreeningCall.objects.get()
    assert (str(call.call), call.agency, call.purpose) == (told["call"], court.agency, "lending")
    assert (call.reference, call.mode, call.outcome) == ("贷2026-1", "one", "yes")
    assert [hit["entry"] for hit in call.hits] == [told["hits"][0]["entry_id"]]
    written = "".join(file.read_text() for file in (court.folder / "journal").iterdir())
    assert call.asked in written
    assert court.debtor.id_number not in written
    assert court.debtor.name not in written


def test_a_key_that_is_revoked_opens_nothing_after_the_next_reading(court: ScreeningCourt) -> None:
    ring = Keyring(lambda: court.now)
    ring.refresh()
    call = {"key": court.key, "purpose": "lending", "reference": "1", "asked": 1, "at": court.now}
    assert ring.admit(**call).agency == court.agency.pk

    with court.scope():
        screening.revoke_key(acting=court.admin, key=court.agency.keys.get(), now=court.now)
    ring.refresh()

    with pytest.raises(NotAdmitted) as refused:
        ring.admit(**call)
    assert refused.value.status == 401


def test_a_key_ring_that_was_not_read_for_a_minute_admits_nobody(court: ScreeningCourt) -> None:
    ring = Keyring(lambda: court.now)
    ring.refresh()

    with pytest.raises(NotAdmitted) as refused:
        ring.admit(key=court.key, purpose="lending", reference="1", asked=1, at=court.now + timedelta(seconds=61))

    assert refused.value.status == 503


def test_quotas_hold_by_the_minute_and_by_the_day_and_outlive_the_process(court: ScreeningCourt) -> None:
    with court.scope():
        _, key = court.enter_agency("SMALL", ["lending"], daily_quota=3, minute_quota=2)

    async def talk(to: Talk) -> list[int]:
        return [(await to.post("/v1/screen", court.asked(), key))[0] for _ in range(3)]

    assert court.serve(talk) == [200, 200, 429]
    court.house.moment += timedelta(minutes=1)
    assert court.serve(talk) == [200, 429, 429]


def test_a_journal_that_begins_is_never_taken_for_one_left_behind(court: ScreeningCourt) -> None:
    folder = court.folder / "journal"
    shipper = Shipper(folder)
    lock = fcntl.flock

    def shipped_meanwhile(handle: int, how: int) -> None:
        patch.undo()
        shipper.ship()  # another process looks round between the file and its lock
        lock(handle, how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain.fcntl, "flock", shipped_meanwhile)
        journal = ChainedJournal(folder)

    assert (folder / f"{journal.name}{chain.SUFFIX}").exists()
    asyncio.run(journal.close())


def lines_of(court: ScreeningCourt, count: int) -> ChainedJournal:
    """A journal with so many calls, its file still held as by a living process."""
    journal = ChainedJournal(court.folder / "journal")
    key = court.agency.keys.get().pk

    async def write() -> None:
        for nth in range(count):
            await journal.write(
                {
                    "call": f"00000000-0000-0000-0000-{nth:012d}", "at": court.now.isoformat(), "caller": "甲",
                    "agency": court.agency.pk, "key": key, "mode": "one", "as_of": 1,
                    "purpose": "lending", "reference": "1", "who": [{"asked": "0" * 64, "outcome": "no", "hits": []}],
                }
            )  # fmt: skip

    asyncio.run(write())
    return journal


def test_shipping_that_is_killed_anywhere_loses_no_call_and_doubles_none(
    court: ScreeningCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = lines_of(court, 7)
    file = court.folder / "journal" / f"{journal.name}.calls"
    with file.open("ab") as half:
        half.write(b'0123 {"place":8,"call"')  # cut off by a crash, and never answered
    monkeypatch.setattr(shipping, "LINES_AT_ONCE", 3)

    def killed(calls: Any) -> int:
        screening.ship(list(calls))
        raise KeyboardInterrupt  # after the commit, before anything was noted

    monkeypatch.setattr(shipping, "ship", killed)
    with pytest.raises(KeyboardInterrupt):
        Shipper(court.folder / "journal").ship()
    assert ScreeningCall.objects.count() == 3
    monkeypatch.setattr(shipping, "ship", screening.ship)
    asyncio.run(journal.close())

    assert Shipper(court.folder / "journal").ship() == 4

    assert sorted(ScreeningCall.objects.values_list("line", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert [one.suffix for one in (court.folder / "journal").iterdir()] == [".kept"]


def test_a_journal_that_was_changed_is_not_shipped_beyond_the_change(court: ScreeningCourt) -> None:
    journal = lines_of(court, 3)
    asyncio.run(journal.close())
    file = court.folder / "journal" / f"{journal.name}.calls"
    lines = file.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"outcome":"no"', b'"outcome":"yes"')
    file.write_bytes(b"".join(lines))

    with pytest.raises(ValueError, match="line 2 does not follow"):
        list(read(file, Place(), most=10))
    assert Shipper(court.folder / "journal").ship() == 0
    assert file.exists()
