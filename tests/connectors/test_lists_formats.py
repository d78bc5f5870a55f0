"""The lists in open formats: what FollowTheMoney takes, what the official fields hold, what is wrong with a row."""

from datetime import date
from pathlib import Path

import pytest

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.analytics.screening.model import ListedEntry, Register
from duixian.base.faults import BadInput
from duixian.connectors import lists

PERSON = ListedEntry(
    entry_id="0cff57b5-0ca9-4ece-ba2d-b70fa425b459",
    register=Register.DISHONEST,
    identity=Identity(
        "黎明华", Kind.NATURAL, (Number(NumberKind.RESIDENT, "11010519491231002X"),), date(1949, 12, 31), "女"
    ),
    court="淮安市淮阴区人民法院",
    area="江苏",
    case_number="（2026）苏0804执1号",
    title_number="（2025）苏0804民初1001号",
    title_by="淮安市淮阴区人民法院",
    duty="支付货款¥10,000.00",
    performance="全部未履行",
    conduct=("违反财产报告制度", "违反限制消费令"),
    filed_on=date(2026, 3, 2),
    published_on=date(2026, 5, 6),
    expires_on=date(2028, 5, 6),
)


@pytest.mark.parametrize("full", [True, False])
def test_followthemoney_takes_every_property_and_value(full: bool) -> None:
    ftm = pytest.importorskip("followthemoney", reason="followthemoney comes with the benchmark's packages")
    for said in lists.entities([PERSON], full=full):
        proxy = ftm.model.get_proxy(said, cleaned=False)
        kept = {name: proxy.get(name) for name in said["properties"]}
        assert {name: len(values) for name, values in kept.items()} == {
            name: len(values) for name, values in said["properties"].items()
        }


def test_numbers_and_birth_dates_are_left_out_unless_asked_for() -> None:
    assert "11010519491231002X" not in str(list(lists.entities([PERSON])))
    assert "1949" not in str(list(lists.entities([PERSON])))
    assert "11010519491231002X" in str(list(lists.entities([PERSON], full=True)))


def test_official_rows_come_back_as_they_went_but_for_what_is_masked() -> None:
    text = lists.write_csv([PERSON], Register.DISHONEST)
    (back,) = lists.read_rows(text, Register.DISHONEST).entries
    assert back.identity.numbers[0].text == "1101051949****002X"
    assert (back.identity.name, back.identity.sex, back.conduct, back.duty, back.published_on) == (
        "黎明华",
        "女",
        PERSON.conduct,
        PERSON.duty,
        PERSON.published_on,
    )


def test_a_bad_row_comes_back_with_its_line_and_reasons_and_the_others_stay() -> None:
    text = lists.write_csv([PERSON, PERSON], Register.DISHONEST).replace("2026年05月06日", "2026年02月30日", 1)
    read = lists.read_rows(text, Register.DISHONEST)
    assert len(read.entries) == 1
    assert [(row.line, [fault.code for fault in row.faults]) for row in read.bad] == [(2, ["day.impossible"])]


def test_a_file_with_another_head_is_refused() -> None:
    with pytest.raises(BadInput, match="caseCode"):
        lists.read_rows("a,b\n1,2\n", Register.DISHONEST)


def test_the_company_rows_beside_the_checkout_are_read(shared: Path) -> None:
    read = []
    for register, name in ((Register.DISHONEST, "失信"), (Register.LIMITED, "限制高消费")):
        text = (shared / "data/lists" / f"{name}_companies.csv").read_text(encoding="utf-8-sig")
        found = lists.read_rows(text, register)
        assert len(found.entries) + len(found.bad) == len(text.strip().splitlines()) - 1
        assert not found.bad
        read += found.entries
    assert {entry.identity.kind for entry in read} == {Kind.ORGANISATION}
