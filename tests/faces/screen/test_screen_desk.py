"""Changes, feedback, ranges and bundles: what is told to whom, and what is not told any more."""

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from screening_court import SIGNER, ScreeningCourt, Talk, lift

from duixian.analytics.names.model import Number, NumberKind
from duixian.base.faults import BadInput
from duixian.connectors.exchange.signing import KeyRing
from duixian.domain.lists.models import AgencyFeedback
from duixian.domain.lists.selectors import screening as reads
from duixian.faces.screen.epochs import digest
from duixian.faces.screen.ranges import SIZE
from duixian.faces.screen.signed import verified

CALL = "purpose=lending&reference=1"
KEYS = KeyRing({"DUIXIAN": SIGNER.public_key})


@pytest.fixture
def court(real_db: str, tmp_path: Path) -> ScreeningCourt:
    return ScreeningCourt(tmp_path)


def test_the_feed_tells_what_is_public_and_of_a_removal_only_its_reason(court: ScreeningCourt) -> None:
    async def talk(to: Talk) -> Any:
        first = await to.get(f"/v1/changes?after=0&{CALL}")
        await to.until(await asyncio.to_thread(lift, court))
        return first[1], (await to.get(f"/v1/changes?after={first[1]['next']}&{CALL}"))[1]

    first, then = court.serve(talk)

    (entered,) = first["changes"]  # of the limit an agency that lends learns nothing
    assert (entered["op"], entered["register"]) == ("enter", "dishonest")
    assert "****" in entered["public"]["number"]
    assert court.debtor.id_number not in json.dumps(first)
    (removed,) = then["changes"]
    assert set(removed) == {"seq", "op", "entry_id", "at", "register", "reason"}
    assert (removed["op"], removed["entry_id"]) == ("remove", entered["entry_id"])


def test_an_entry_is_told_masked_and_only_for_its_register(court: ScreeningCourt) -> None:
    async def talk(to: Talk) -> Any:
        path = f"/v1/entries/{court.listing.entry}?reference=1&purpose="
        return await to.get(path + "lending"), await to.get(path + "transport")

    lending, transport = court.serve(talk)

    assert lending[0] == 200
    assert lending[1]["public"]["court"] == court.house.court.name
    assert "born" not in lending[1]["public"]
    assert transport[0] == 404


def test_a_wrong_person_that_an_agency_reports_waits_for_the_court_that_listed(court: ScreeningCourt) -> None:
    async def talk(to: Talk) -> Any:
        _, told = await to.post("/v1/screen", court.asked())
        said = {
            "call": told["call"], "entry": told["hits"][0]["entry_id"], "did": "not_same", "what": "出生地不同",
            "on": court.now.date().isoformat(),
        }  # fmt: skip
        return [await to.post("/v1/feedback", body) for body in (said, said, said | {"call": said["entry"]})]

    kept, again, foreign = court.serve(talk)

    assert (kept[0], kept[1]["waits_for_court"]) == (200, True)
    assert (again[0], again[1]["faults"][0]["code"]) == (409, "feedback.told")
    assert (foreign[0], foreign[1]["faults"][0]["code"]) == (400, "feedback.call")
    with court.scope():
        (waiting,) = reads.feedback(entry=str(court.listing.entry), open_only=True)
    assert (waiting.did, waiting.agency) == (AgencyFeedback.Did.NOT_SAME, court.agency)


def test_a_range_is_of_one_size_holds_who_is_listed_and_no_longer_who_is_not(court: ScreeningCourt) -> None:
    number = court.debtor.id_number
    with court.scope():
        _, court.key = court.enter_agency("LARGE", ["lending"], daily_quota=1_000)

    async def talk(to: Talk) -> Any:
        _, about = await to.get(f"/v1/ranges?{CALL}")
        wanted = digest(bytes.fromhex(about["key"]), number)
        prefix = int.from_bytes(wanted, "big") >> (128 - about["bits"])
        before = (await to.get(f"/v1/ranges/{prefix}?{CALL}"))[1]
        await to.until(await asyncio.to_thread(lift, court))
        after = (await to.get(f"/v1/ranges/{prefix}?{CALL}"))[1]
        beyond = await to.get(f"/v1/ranges/{1 << about['bits']}?{CALL}")
        return wanted.hex(), before, after, beyond[0]

    wanted, before, after, beyond = court.serve(talk)

    assert [len(told["range"]) for told in (before, after)] == [SIZE, SIZE]
    assert [wanted in {one["digest"] for one in told["range"]} for told in (before, after)] == [True, False]
    assert beyond == 409


def test_an_entry_removed_is_gone_in_the_next_delta_and_a_bundle_changed_by_a_byte_is_not_used(
    court: ScreeningCourt,
) -> None:
    async def talk(to: Talk) -> Any:
        _, full = await to.get(f"/v1/bundle?after=0&{CALL}")
        head, _ = verified(full, KEYS)
        await to.until(await asyncio.to_thread(lift, court))
        _, delta = await to.get(f"/v1/bundle?after={head['to']}&{CALL}")
        return full, delta, await to.get(f"/v1/bundle?after=999&{CALL}")

    full, delta, beyond = court.serve(talk)

    head, (entry,) = verified(full, KEYS)
    then, (removed,) = verified(delta, KEYS)
    assert digest(bytes.fromhex(head["key"]), court.debtor.id_number).hex() in entry["digests"]
    assert (then["from"], then["from_hash"]) == (head["to"], head["to_hash"])
    assert (removed["op"], removed["entry_id"]) == ("remove", entry["entry_id"])
    assert date.fromisoformat(head["usable_until"]) == court.now.date().replace(day=13)
    assert (beyond[0], beyond[1]["faults"][0]["field"]) == (400, "after")
    with pytest.raises(BadInput, match="不符"):
        verified(full.replace(b'"last_day"', b'"last-day"'), KEYS)
    with pytest.raises(BadInput, match="签名"):
        verified(full.replace(b'"usable_until":"2026', b'"usable_until":"2036'), KEYS)


def test_a_range_costs_a_hundred_identities_of_the_quota(court: ScreeningCourt) -> None:
    with court.scope():
        _, key = court.enter_agency("SMALL", ["lending"], daily_quota=150, minute_quota=10)

    async def talk(to: Talk) -> list[int]:
        return [(await to.get(f"/v1/ranges/0?{CALL}", key))[0] for _ in range(2)]

    assert court.serve(talk) == [200, 429]


def test_the_organisation_code_of_a_credit_code_has_a_digest_of_its_own() -> None:
    from duixian.analytics.names.model import Identity, Kind
    from duixian.faces.screen.epochs import digests

    firm = Identity("某公司", Kind.ORGANISATION, (Number(NumberKind.USCC, "91350211M000100Y43"),))

    assert digests(b"k", firm) == [digest(b"k", text).hex() for text in ("91350211M000100Y43", "M000100Y4")]


def test_a_file_is_told_of_its_register_alone_counts_row_by_row_and_gives_bad_rows_back(court: ScreeningCourt) -> None:
    number = court.debtor.id_number
    good = [f"{nth},{court.debtor.name},{number}" for nth in range(97)]
    body = "\n".join(["编号,姓名,证件号码", *good, "97,,", f"98,王伟,{number[:-1]}", "99,王伟"]).encode() + b"\n"

    async def file_of(to: Talk, purpose: str, key: str) -> Any:
        status, job = await to._call("POST", f"/v1/files?purpose={purpose}&reference=1", body, key)
        if status != 202:
            return status, job
        while job["stage"] in ("waiting", "running"):
            await asyncio.sleep(0.02)
            _, job = await to.get(job["file"], key)
        return job, (await to.get(job["file"] + "/answers", key))[1].decode()

    with court.scope():
        _, key = court.enter_agency("FILES", ["lending", "transport"], daily_quota=250)

    async def talk(to: Talk) -> Any:
        return [await file_of(to, purpose, key) for purpose in ("lending", "transport", "lending")]

    (lent, dishonest), (_, limited), (status, _) = court.serve(talk)

    assert (lent["good"], lent["bad"], lent["yes"]) == (97, 3, 97)
    assert str(court.listing.entry) in dishonest
    assert str(court.limit.entry) not in dishonest
    assert str(court.limit.entry) in limited
    assert status == 429  # two hundred of two hundred and fifty are used
