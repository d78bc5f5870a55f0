"""docs/law/README.md: what the statuses mean, and how much of the law is known how well."""

from collections import Counter
from collections.abc import Iterator

from duixian.law.interest import NOTES
from duixian.law.params import document, series
from duixian.law.periods import rules
from pages.distribution import articles
from pages.markdown import STATUS, page, table

_FILES = (
    ("interest", "利息标准"),
    ("rates", "公布的利率"),
    ("fees", "费用"),
    ("control", "控制"),
    ("inquiry", "查询"),
    ("watch", "到期看守"),
    ("disposal", "处置"),
    ("settlement", "和解、担保"),
    ("measures", "强制措施"),
    ("lists", "限制消费、失信"),
)


def write() -> str:
    """The page: pages, statuses, counts."""
    counted = list(_counted())
    return page(
        "# 法律数值 The law in numbers",
        "本目录由程序生成：条文、规则、以及在生成时算出的例子。程序负责计算，决定由法院作出。",
        "- [债务利息 Interest](interest.md)：例子、计算约定\n"
        "- [利率与标准 Rates](rates.md)：加倍部分、旧标准、借贷上限、LPR、贷款基准利率\n"
        "- [费用 Fees](fees.md)\n- [期限 Time limits](limits.md)\n- [分配 Distribution](distribution.md)\n"
        "- [查控 Search and control](control.md)：期限、豁免、提示、选择\n"
        "- [处置 Disposal](disposal.md)：参考价、拍卖、变卖\n"
        "- [和解、终本、强制措施与名单 Settlement, ends, measures, lists](coercion.md)：条件、期限、谁签批、查询用途\n"
        "- [程序 Procedures](procedures.md)：案件、控制、处置、申请、和解、措施、名单、异议、变更追加、委托",
        "## 核实程度 Status",
        table(("代号", "含义 Meaning"), STATUS.items()),
        "凡 R、X 的，都是看得见的参数；结果中会说明。",
        "## 各有多少 How many",
        table(
            ("内容 Content", *STATUS, "合计"),
            ((name, *(counts[letter] or "" for letter in STATUS), counts.total()) for name, counts in counted),
        ),
    )


def _counted() -> Iterator[tuple[str, Counter[str]]]:
    for file, name in _FILES:
        values = [value for key in document(file) for value in series(f"{file}.{key}").values]
        yield name, Counter(value.status.value for value in values)
    yield "期限", Counter(entry.status.value for entry in rules().values())
    yield "计算约定", Counter(note.status.value for note in NOTES.values())
    yield "分配的条文", Counter(basis.status for basis in articles())
