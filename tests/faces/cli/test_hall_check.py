"""`duixian hall-check`: a stranger re-checks the public log with the court's public key alone."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duixian.faces.cli import main
from duixian.law.disposal import bidding, log

KEY = Ed25519PrivateKey.generate()
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
START, STEP = 100_000_00, 1_000_00


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The log of a lot sold to Z2 in the last minutes of its time, as the hall writes it."""
    lot = bidding.opened(bidding.Rules(start=START, increment=STEP, opens_at=OPENS), OPENS + timedelta(hours=24))
    rows = [log.opened_row(lot, round_ref="PM1", at=OPENS - timedelta(days=15))]
    for number in ("Z1", "Z2"):
        bidder = bidding.Bidder(number)
        rows.append(log.bidder_row(rows[-1], bidder, OPENS - timedelta(days=1)))
        lot = bidding.registered(lot, bidder)
    for number, amount, minutes in (("Z1", START, 5), ("Z1", START + 1, 6), ("Z2", START + STEP, 24 * 60 - 2)):
        bid = bidding.Bid(number, amount, OPENS + timedelta(minutes=minutes))
        verdict = bidding.judge(lot, bid)
        rows += log.bid_rows(rows[-1], lot, bid, verdict)
        if isinstance(verdict, bidding.Accepted):
            lot = verdict.lot
    at = lot.ends_at + timedelta(seconds=2)
    rows += log.closing_rows(rows[-1], lot, bidding.close(lot, at), at)
    rows[-1] = log.signed(rows[-1], KEY.sign)
    made = tmp_path / "PM1.jsonl"
    made.write_text(log.to_lines(rows), encoding="utf-8")
    return made


def check(file: Path, *more: str, key: str = PUBLIC) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["hall-check", str(file), "--key", key, *more])
    return result.exit_code, result.output


def test_a_true_log_is_judged_again_to_the_same_winner(file: Path) -> None:
    code, said = check(file)
    assert code == 0
    assert "竞买号 Z2 以 ¥101,000.00 竞得" in said
    assert "有效 2 次，未接受 1 次，延时 1 次" in said


def test_a_changed_amount_is_found_in_its_row(file: Path) -> None:
    file.write_text(
        file.read_text(encoding="utf-8").replace(str(START + STEP), str(START + STEP + 1)), encoding="utf-8"
    )
    code, said = check(file)
    assert code == 1
    assert "第 6 行" in said


def test_another_courts_key_does_not_vouch_for_it(file: Path) -> None:
    other = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    code, said = check(file, key=other)
    assert code == 1
    assert "签名不是执行法院的签名" in said


def test_a_log_cut_before_its_end_is_no_whole_log_but_may_be_checked_as_running(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-2]), encoding="utf-8")
    assert check(file)[0] == 1
    code, said = check(file, "--running", "--json")
    assert (code, json.loads(said)["bids"], json.loads(said)["winner"]) == (0, 2, "")


def test_the_key_may_stand_in_a_file(file: Path, tmp_path: Path) -> None:
    named = tmp_path / "hall.pub"
    named.write_text(PUBLIC + "\n", encoding="ascii")
    assert check(file, key=str(named))[0] == 0


@pytest.mark.parametrize("key", ["", "not a key", "AAAA"])
def test_what_is_no_key_is_said(file: Path, key: str) -> None:
    code, said = check(file, key=key)
    assert code == 2
    assert "不是 Ed25519 公钥" in said


def test_what_is_no_log_is_said(tmp_path: Path) -> None:
    wrong = tmp_path / "a.txt"
    wrong.write_text("你好\n", encoding="utf-8")
    code, said = check(wrong)
    assert code == 1
    assert "这一行不是竞价记录" in said
