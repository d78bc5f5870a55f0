"""The independent check names the row that was tampered with, whoever did it and however."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from duixian.embedded import Cluster
from duixian.faces.cli.verification import verify
from duixian.faces.cli.verify import command
from duixian.testing.scenes.delay import delay
from duixian.testing.scenes.stage import opened

ABUSE = "set session_replication_role = replica;"
"""What a superuser does to step around every trigger."""

LAST = "(select max(seq) from funds_posting)"

TAMPERINGS = {
    "a leg moved to another account, in balance": (
        "update funds_leg set account_id = (select id from funds_account where kind = 'fee') where posting_id ="
        " (select id from funds_posting where act = 'set_aside') and position = 1",
        ("ledger", "seq 4", "分录与摘要不符"),
    ),
    "a leg made larger": (
        "update funds_leg set amount_fen = amount_fen + 1 where position = 1 and posting_id ="
        " (select id from funds_posting where seq = 1)",
        ("ledger", "seq 1", "分录与摘要不符"),
    ),
    "both legs made larger": (
        "update funds_leg set amount_fen = amount_fen + sign(amount_fen)::int where posting_id ="
        " (select id from funds_posting where seq = 2)",
        ("ledger", "seq 2", "分录与摘要不符"),
    ),
    "a leg removed": (
        "delete from funds_leg where position = 3 and posting_id = (select id from funds_posting where seq = 3)",
        ("ledger", "seq 3", "分录数目不符"),
    ),
    "the memo of a posting": (
        "update funds_posting set memo = memo || '.' where seq = 3",
        ("ledger", "seq 3", "内容与哈希不符"),
    ),
    "the day of a posting": (
        "update funds_posting set on_day = on_day - 1 where seq = 1",
        ("ledger", "seq 1", "内容与哈希不符"),
    ),
    "the last posting deleted with its legs": (
        f"delete from funds_leg where posting_id = (select id from funds_posting where seq = {LAST});"
        f"delete from funds_posting where seq = {LAST}",
        ("ledger", "seq 5", "链的末端不符：末尾的行被删除、增添或替换"),
    ),
    "a posting in the middle deleted": (
        "delete from funds_leg where posting_id = (select id from funds_posting where seq = 2);"
        "delete from funds_posting where seq = 2",
        ("ledger", "seq 2", "链中缺少一行或序号重复"),
    ),
    "two postings swapped": (
        "alter table funds_posting drop constraint funds_one_posting_per_place;"
        "update funds_posting set seq = case seq when 1 then 2 else 1 end where seq in (1, 2)",
        ("ledger", "seq 1", "与上一行不相连"),
    ),
    "the payload of an act": (
        "update trail_entry set payload = payload || '{\"claim_fen\": 1}' where act = 'case.file'",
        ("trail", "seq 2", "内容与哈希不符"),
    ),
    "the actor of the last act": (
        "update trail_entry set actor_name = '某人' where seq = (select max(seq) from trail_entry)",
        ("trail", "seq LAST", "内容与哈希不符"),
    ),
    "the last act deleted": (
        "delete from trail_entry where seq = (select max(seq) from trail_entry)",
        ("trail", "seq LAST", "链的末端不符：末尾的行被删除、增添或替换"),
    ),
    "a balance": (
        "update funds_account set balance_fen = balance_fen + 100 where kind = 'fee'",
        ("accounts", "account FEE (fee)", "余额不等于分录之和"),
    ),
    "a receipt's sum": (
        "update funds_receipt set amount_fen = amount_fen - 1",
        ("receipts", "receipt 1", "到账与入账金额不符"),
    ),
    "a receipt identified without a posting": (
        "update funds_receipt set state = 'unidentified', case_id = null",
        ("receipts", "receipt 1", "认领状态与记账不符"),
    ),
    "a payout said to have failed": (
        "update funds_payout set state = 'failed'",
        ("payouts", "payout 1 of ", "已支付的付款与记账不符"),
    ),
    "a payout's sum": (
        "update funds_payout set amount_fen = amount_fen + 1; update funds_payoutbatch set total_fen = total_fen + 1",
        ("payouts", "payout 1", "付款与从受领人余额中划出的金额不符"),
    ),
    "one pair of hands": (
        "alter table funds_payoutbatch drop constraint funds_checker_is_another;"
        "update funds_payoutbatch set checked_by = made_by",
        ("batches", "batch 1", "制单、复核、审批不是不同的人，或缺少经办人"),
    ),
    "a plan's line": (
        "update funds_planline set amount_fen = amount_fen - 1",
        ("plans", "plan 1", "方案不平：取出 ≠ 分配 + 执行费"),
    ),
    "a plan that took effect without a posting": (
        "update funds_distributionplan set state = 'draft'",
        ("plans", "plan 1", "方案与执行它的记账不符"),
    ),
    "a statement line counted twice": (
        "alter table funds_banktransfer drop constraint funds_a_transfer_counts_once;"
        "insert into funds_banktransfer select (t).* from (select json_populate_record(b,"
        " json_build_object('id', 999)) as t from funds_banktransfer b limit 1) x",
        ("transfers", "transfer 999", "对账单的同一行被收录两次"),
    ),
}


@pytest.fixture(scope="module")
def told(cluster: Cluster, django_db_setup: None, django_db_blocker: object, tmp_path_factory: object) -> Iterator[str]:
    """A database in which one case was enforced from filing to closing; tests tamper with copies of it."""
    from django.db import connections

    name = "duixian_told"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
        cluster.ensure_database(name, template="duixian_template")
        before = connections["default"].settings_dict["NAME"]
        connections["default"].settings_dict["NAME"] = name
        folder: Path = tmp_path_factory.mktemp("bank")  # type: ignore[attr-defined]
        with opened(folder, date(2026, 3, 2)) as stage:
            delay(stage)
        connections.close_all()
        connections["default"].settings_dict["NAME"] = before
    yield name
    cluster.drop_database(name)


@pytest.fixture
def copy(told: str, cluster: Cluster) -> Iterator[str]:
    cluster.ensure_database("duixian_tampered", template=told)
    yield cluster.dsn("duixian_tampered")
    cluster.drop_database("duixian_tampered")


def one(dsn: str, query: str) -> str:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return str(row[0])


def test_an_untouched_court_is_found_in_order(told: str, cluster: Cluster) -> None:
    report = verify(cluster.dsn(told))

    assert report.ok
    assert report.counts["postings"] == 5
    assert {head.stream for head in report.heads} == {"ledger", "trail"}


def test_the_owner_bound_by_row_security_sees_as_much_as_a_superuser(told: str, cluster: Cluster) -> None:
    owner = f"{cluster.dsn(told)} user={cluster.roles.owner}".replace("user=postgres", "")

    assert verify(owner).counts == verify(cluster.dsn(told)).counts


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_was_tampered_with_is_named(name: str, copy: str) -> None:
    statement, (stream, row, what) = TAMPERINGS[name]
    row = row.replace("LAST", one(copy, "select max(seq) from trail_entry"))
    row = row.replace("FEE", one(copy, "select id from funds_account where kind = 'fee'"))
    with psycopg.connect(copy, autocommit=True) as connection:
        connection.execute(f"{ABUSE} {statement}")  # type: ignore[arg-type]

    first = verify(copy).first

    assert first is not None
    assert (first.stream, first.what) == (stream, what)
    assert first.row.startswith(row)


def test_a_chain_cut_short_and_patched_up_is_seen_by_whoever_noted_its_end(copy: str, tmp_path: Path) -> None:
    noted = tmp_path / "noted.json"
    noted.write_text(json.dumps(verify(copy).as_json()), encoding="utf-8")
    with psycopg.connect(copy, autocommit=True) as connection:
        connection.execute(
            f"{ABUSE} delete from trail_entry where seq = (select max(seq) from trail_entry);"  # type: ignore[arg-type]
            "update trail_chain c set (seq, hash) = (select seq, hash from trail_entry order by seq desc limit 1)"
            " where stream = 'trail'"
        )

    alone = CliRunner().invoke(command, ["--dsn", copy, "--json"])
    against = CliRunner().invoke(command, ["--dsn", copy, "--json", "--against", str(noted)])

    assert alone.exit_code == 0
    assert against.exit_code == 1
    assert json.loads(against.stdout)["first"]["stream"] == "trail"


def test_the_command_says_which_row_and_tells_by_its_exit_status(copy: str) -> None:
    good = CliRunner().invoke(command, ["--dsn", copy])
    with psycopg.connect(copy, autocommit=True) as connection:
        connection.execute(f"{ABUSE} update funds_posting set memo = 'x' where seq = 2")  # type: ignore[arg-type]
    bad = CliRunner().invoke(command, ["--dsn", copy])

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "seq 2" in bad.stdout


def test_a_database_that_is_not_there_is_a_message_not_a_trace() -> None:
    result = CliRunner().invoke(command, ["--dsn", "host=/nowhere dbname=x"])

    assert result.exit_code == 2
    assert "不能连接数据库" in result.output
