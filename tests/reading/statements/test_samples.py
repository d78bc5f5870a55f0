"""Real exports of banks and wallets are recognised, and every line of money in them is found with its direction."""

import re
from pathlib import Path

import pytest

from duixian.base.money import yuan
from duixian.reading.statements.importer import read
from duixian.reading.statements.model import Direction, StatementFile

SAMPLES = Path(__file__).parents[2] / "data" / "statements"
SHARED = Path(__file__).parents[3] / ".." / "shared" / "data" / "statements"


def statement(prefix: str) -> StatementFile:
    (path,) = SAMPLES.glob(prefix + "*")
    (found,) = read(path.read_bytes(), path.name)
    return found


# The sums were added up independently of the importer, column by column with the csv module alone (xls: by hand).
@pytest.mark.parametrize(
    ("prefix", "bank", "lines", "came", "went"),
    [
        ("abc_debit", "中国农业银行", 4, "10000.01", "12355.89"),
        ("alipay", "支付宝", 8, "222228.50", "161.64"),
        ("boc__debit", "中国银行", 17, "9821.00", "9394.30"),
        ("bocom_debit", "交通银行", 6, "11.25", "114.00"),
        ("ccb", "中国建设银行", 6, "0.00", "703.26"),
        ("citic__credit", "中信银行", 13, "1.41", "1098.80"),
        ("cmb__credit", "招商银行", 6, "380.80", "8056.78"),
        ("cmb__debit", "招商银行", 5, "1234.00", "2013.14"),
        ("hsbchk__credit", "汇丰银行（香港）", 11, "3291.16", "1586.79"),
        ("icbc__credit", "中国工商银行", 9, "4621.01", "363.13"),
        ("icbc__debit", "中国工商银行", 11, "2841.74", "4241.08"),
        ("jd", "京东", 24, "0.00", "2277.70"),
        ("mt", "美团", 29, "209.73", "1223.80"),
        ("wechat__example-wechat-records.csv", "微信支付", 27, "28.49", "2904.53"),
        ("wechat__example-wechat-records.xlsx", "微信支付", 27, "28.49", "2904.53"),
    ],
)
def test_a_sample_is_recognised_and_adds_up(prefix: str, bank: str, lines: int, came: str, went: str) -> None:
    found = statement(prefix)
    assert found.bank == bank
    assert len(found.transfers) == lines
    assert (yuan(found.credits), yuan(found.debits)) == (came, went)


def test_every_sample_of_the_shared_folder_is_importable() -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared/data/statements is not here")
    files = [path for path in sorted(SHARED.iterdir()) if path.suffix in {".csv", ".xls", ".xlsx"}]
    unread = [path.name for path in files if not any(s.transfers for s in read(path.read_bytes(), path.name))]
    assert len(files) >= 15
    assert unread == []


_DATED = re.compile(r'^"?(\d{4}-\d{2}-\d{2}|\d{8},|\d{2}/\d{2}|,\d{2}/\d{2}|\d+,\d{4}-)')


def test_no_row_of_a_sample_is_dropped_without_a_word() -> None:
    for path in sorted(SAMPLES.glob("*.csv")):
        (found,) = read(path.read_bytes(), path.name)
        text = path.read_bytes().decode("gb18030" if found.encoding == "gb18030" else "utf-8-sig")
        dated = {number for number, line in enumerate(text.splitlines(), 1) if _DATED.match(line)}
        told = {transfer.row for transfer in found.transfers}
        told |= {int(re.sub(r"\D", "", note.place)) for note in (*found.notes, *found.faults) if note.place}
        assert dated, path.name
        assert dated - told == set(), path.name


def test_a_salary_at_the_bank_of_china_keeps_everything_printed() -> None:
    salary = next(t for t in statement("boc__debit").transfers if "工资" in t.remark)
    assert (salary.booked_on.isoformat(), salary.booked_time and salary.booked_time.isoformat()) == (
        "2025-08-05",
        "16:00:44",
    )
    assert (salary.signed, salary.balance) == (5771_00, 6618_09)
    assert (salary.counterparty, salary.counterparty_account) == ("美金数据有限公司", "4520******1924")
    assert salary.counterparty_bank == "中国银行上海市十厦支行"
    assert salary.currency == "CNY"


def test_a_bill_without_years_takes_them_from_its_title() -> None:
    days = [t.booked_on.isoformat() for t in statement("cmb__credit").transfers]
    assert days == ["2023-12-29", "2023-12-30", "2024-01-01", "2024-01-03", "2024-01-04", "2024-01-07"]


def test_name_and_account_in_one_cell_are_parted() -> None:
    transfers = statement("cmb__debit").transfers
    assert (transfers[0].counterparty, transfers[0].counterparty_account) == ("北京住房公积金管理中心", "1111111111")
    assert (transfers[1].counterparty, transfers[1].counterparty_account) == ("张三", "66666666666666")


def test_account_holder_and_period_are_read_above_the_table() -> None:
    alipay = statement("alipay")
    assert (alipay.account, alipay.holder) == ("xx@gmail.com", "xx")
    assert (str(alipay.first_day), str(alipay.last_day)) == ("2023-02-10", "2023-02-13")
    assert statement("icbc__credit").account == "1234****5678"


def test_a_closed_trade_moved_no_money_and_is_noted() -> None:
    notes = [note for note in statement("alipay").notes if note.code == "statement.not_moved"]
    assert [note.place for note in notes] == ["第 31 行", "第 33 行"]


def test_own_money_moved_inside_a_wallet_is_neither_receipt_nor_payment() -> None:
    neutral = [t for t in statement("wechat__example-wechat-records.csv").transfers if t.direction is Direction.NEUTRAL]
    assert neutral
    assert all(t.signed == 0 and not t.is_receipt for t in neutral)


def test_the_doubled_sheet_of_a_workbook_counts_once() -> None:
    found = statement("wechat__example-wechat-records.xlsx")
    assert [note.code for note in found.notes].count("statement.repeated_sheet") == 1


def test_csv_and_xlsx_of_one_wallet_give_the_same_fingerprints() -> None:
    prints = [
        {t.fingerprint for t in statement(f"wechat__example-wechat-records.{kind}").transfers}
        for kind in ("csv", "xlsx")
    ]
    assert prints[0] == prints[1]


def test_a_broken_chain_of_balances_is_named_with_both_figures() -> None:
    (fault,) = (fault for fault in statement("ccb").faults if fault.code == "statement.balance")
    assert "第 10 行" in fault.place
    assert "应为 1625.11 元，印为 1579.11 元" in fault.message
    assert statement("ccb").in_doubt


def test_a_whole_chain_of_balances_raises_nothing() -> None:
    assert statement("boc__debit").faults == ()


def test_printed_totals_that_differ_are_named_with_both_figures() -> None:
    faults = [fault for fault in statement("icbc__debit").faults if fault.code == "statement.total"]
    assert [fault.place for fault in faults] == ["第 20 行", "第 20 行"]
    assert "收入合计印为 1234.56 元，明细合计 2841.74 元" in faults[0].message
