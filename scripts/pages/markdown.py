"""Tables, headings and the notice at the top of a generated page."""

from collections.abc import Iterable, Sequence

NOTICE = "<!-- 本页由 scripts/docs.py 从程序生成，请勿手改；修改数据或代码后运行 make docs。 -->"

STATUS = {
    "V": "全文核对",
    "W": "摘录或二手资料",
    "R": "凭记忆，未核对",
    "X": "有争议或未见规定：参数",
    "D": "法律未规定，本程序的设计",
}
"""How well a legal value is known; the same letters as `law.citations.Status`, and D of the distribution."""


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; cells may hold anything but a line end and a bar, which are written so that they stay in the cell."""
    lines = [_row(headings), _row(["---"] * len(headings))]
    for row in rows:
        if len(row) != len(headings):
            raise ValueError(f"{len(row)} cells under {len(headings)} headings")
        lines.append(_row([str(cell) for cell in row]))
    return "\n".join(lines)


def page(*blocks: str) -> str:
    """A whole page: the notice, the blocks with a blank line between them, one line end at the end."""
    return "\n\n".join([NOTICE, *(block.strip("\n") for block in blocks if block)]) + "\n"


def fenced(text: str, language: str = "") -> str:
    """A block of code."""
    return f"```{language}\n{text}\n```"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"
