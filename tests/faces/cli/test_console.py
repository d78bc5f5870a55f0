"""What the commands print is never cut: at any width, on a terminal or in a pipe."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from duixian.faces.cli.console import WIDE, Sheet, folded, number, text, whole

ROOT = Path(__file__).parents[3]
PLAN = str(ROOT / "docs/reference/examples/plan.json")

WORDS = st.text(alphabet="执行案款发放（）《》，。、；0123456789.,-¥%÷× abcXYZ", max_size=60)
DAYS = st.dates().map(lambda day: day.isoformat())
SUMS = st.integers(0, 10**13).map(lambda fen: f"¥{fen // 100:,}.{fen % 100:02}")
WIDTHS = st.integers(24, 200)


def printed(sheet: Sheet, width: int) -> str:
    console = Console(width=width, highlight=False)
    with console.capture() as capture:
        console.print(sheet)
    return capture.get()


def visible(shown: str) -> Counter[str]:
    return Counter(character for character in shown if not character.isspace())


@given(st.lists(st.tuples(WORDS, DAYS, SUMS, WORDS), min_size=1, max_size=5), WIDTHS)
def test_no_character_is_lost_and_no_line_is_too_wide(rows: list[tuple[str, str, str, str]], width: int) -> None:
    sheet = Sheet([*text("项目"), *whole("日期"), *number("金额"), *text("依据")])
    for row in rows:
        sheet.add(*row)

    shown = printed(sheet, width)

    assert visible("".join("".join(row) for row in rows)) <= visible(shown)
    assert max(cell_len(line) for line in shown.splitlines()) <= width


@given(st.lists(st.tuples(WORDS, DAYS, SUMS, WORDS), min_size=1, max_size=5), st.integers(40, 200))
def test_money_and_days_stay_whole(rows: list[tuple[str, str, str, str]], width: int) -> None:
    sheet = Sheet([*text("项目"), *whole("日期"), *number("金额"), *text("依据")])
    for row in rows:
        sheet.add(*row)

    shown = printed(sheet, width)

    for _, day, amount, _ in rows:
        assert day in shown
        assert amount in shown


@given(WORDS, st.integers(2, 60))
def test_folding_keeps_every_character_and_the_width(words: str, width: int) -> None:
    lines = folded(words, width)

    assert visible("".join(lines)) == visible(words)
    assert all(cell_len(line) <= width for line in lines)


def test_a_line_does_not_begin_with_a_closing_mark_and_a_day_is_not_torn() -> None:
    assert folded("贷款市场报价利率（2021-12-20公布），第一条", 17) == [
        "贷款市场报价利率",
        "（2021-12-20公",
        "布），第一条",
    ]


def test_too_narrow_for_the_table_the_rows_are_stacked() -> None:
    sheet = Sheet([*text("种类"), *whole("起", "止"), *number("金额"), *text("依据")])
    sheet.add(
        "加倍部分债务利息", "2024-01-02", "2024-02-01", "¥1,234,567.89", "法释〔2014〕8号第一条、第二条、第三条、第四条"
    )

    assert "┃" in printed(sheet, 100)
    assert printed(sheet, 44).splitlines() == [
        "─" * 44,
        "种类 加倍部分债务利息",
        "  起 2024-01-02   止 2024-02-01",
        "  金额 ¥1,234,567.89",
        "  依据 法释〔2014〕8号第一条、第二条、第三",
        "       条、第四条",
        "─" * 44,
    ]


def test_a_remark_cannot_steer_the_terminal_or_write_markup() -> None:
    sheet = Sheet(text("附言"))
    sheet.add("[red]货款[/red]\x1b[2J\x07")

    shown = printed(sheet, 80)

    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[red]货款[/red]" in shown


def test_columns_empty_everywhere_are_not_shown() -> None:
    sheet = Sheet(text("案号", "对方"))
    sheet.add("", "王某")

    assert "案号" not in printed(sheet, 80)


COMMANDS = [
    ["debt", "--principal", "80000", "--due", "2022-01-01", "--ordinary", "lpr*1.5", "--paid", "2023-03-05:30000",
     "--on", "2026-11-22"],
    ["fee", "1234567.89", "--kind", "execution", "--kind", "bankruptcy", "--on", "2026-11-22"],
    ["deadline", "plan_objection", "--from", "2026-09-18"],
    ["deadline", "--list"],
    ["split", PLAN],
    ["split", PLAN, "--payee", "all"],
    ["casenumber", "(2024)苏0804执123号", "（2023）粤0606民初45号之一"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: " ".join(arguments[:2])[:30])
def test_a_narrow_window_shows_all_that_a_wide_one_shows(arguments: list[str]) -> None:
    wide = run(arguments, None)

    for width in (80, 120):
        narrow = run(arguments, width)
        assert max(cell_len(line) for line in narrow.splitlines()) <= width
        missing = visible(wide) - visible(narrow)
        assert set(missing) <= set(FRAME)


def test_a_pipe_is_wide() -> None:
    lines = run(["deadline", "--list"], None).splitlines()

    assert any("file_decision" in line and "第16条" in line for line in lines)
    assert max(cell_len(line) for line in lines) <= WIDE


FRAME = "─━│┃┏┓┗┛┡┩┳╇┻┴┼├┤┬└┘"


@pytest.mark.parametrize(("encoding", "shown"), [("gbk", "￥57.50"), ("ascii", "\\xa557.50"), ("utf-8", "¥57.50")])
def test_a_console_without_the_sign_for_yuan_still_shows_the_sum(encoding: str, shown: str) -> None:
    code = "from duixian.faces.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "fee", "10500", "--on", "2026-11-22"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )

    assert shown in done.stdout.decode(encoding)


def run(arguments: list[str], columns: int | None) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    if columns is not None:
        environment["COLUMNS"] = str(columns)
    code = "from duixian.faces.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_help_lists_every_command_that_is_there_in_two_groups() -> None:
    shown = run(["--help"], 120)

    tools, court = shown.split("法院:")
    assert "不需要数据库的工具:" in tools
    for name in ("parse", "debt", "fee", "deadline", "split", "statement", "casenumber"):
        assert f"\n  {name} " in tools
    assert "\n  verify " in court
