"""docs/law/rates.md: dated values of interest, and the published lending rates."""

from collections.abc import Iterator
from datetime import date

from duixian.law.params import Series, Value, document, series
from pages.markdown import STATUS, page, table


def write() -> str:
    """The page: every series of interest.yaml and rates.yaml."""
    dated = [series(f"interest.{key}") for key in document("interest")]
    published = [series(f"rates.{key}") for key in document("rates")]
    return page(
        "# 利率与标准 Rates and dated values",
        "每个数值都有施行期间（含起日，不含止日）、出处、核实程度和核对日期。"
        "数据：`src/duixian/law/params/interest.yaml`、`src/duixian/law/params/rates.yaml`。",
        "## 随时间变化的标准 Dated values",
        table(
            ("事项", "自", "至（不含）", "值", "单位", "依据", "版本", "核实", "核对日期"),
            (row for one in dated for row in _dated(one)),
        ),
        "## 公布的利率 Published rates",
        "公布的利率用到下一次公布为止；只列出有变动的公布。",
        *(block for one in published for block in _published(one)),
    )


def _dated(one: Series) -> Iterator[tuple[object, ...]]:
    for value in one.values:
        yield (
            f"{one.title} `{one.name}`",
            value.period.start,
            value.period.end or "今",
            value.raw,
            one.unit,
            value.citation,
            value.citation.version,
            f"{value.status.value} {STATUS[value.status.value]}",
            value.checked,
        )


def _published(one: Series) -> Iterator[str]:
    yield f"### {one.title} `{one.name}`"
    first, last = one.values[0], one.values[-1]
    sentence = f"自 {first.period.start} 起公布 {len(one.values)} 次，最后一次收录于 {last.period.start}。"
    if one.known_until:
        sentence += f"{one.known_until} 起的公布未收录，沿用最后一次的值，结果中会说明。"
    yield sentence
    rows = [(v.period.start, f"{v.raw}%", v.status.value, v.checked) for v in _changes(one)]
    yield table(("公布日 Published", "值 Value", "核实 Status", "核对日期 Checked"), rows)


def _changes(one: Series) -> Iterator[Value]:
    """The publications that say something new, and the first whose standing differs from the one before."""
    before: tuple[object, object, date] | None = None
    for value in one.values:
        seen = (value.raw, value.status, value.checked)
        if seen != before:
            yield value
        before = seen
