"""Instruments as a reader, a printer and a clerk with an odd name meet them."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from time import perf_counter

import pypdfium2 as pdfium
import pytest
from papers import HEADING, SIGNED, sample

from duixian.base.faults import BadInput
from duixian.connectors.typesetting import (
    GB_T_9704,
    TITLES,
    DistributionPlanPaper,
    Instrument,
    Kind,
    PayeeSheet,
    Seal,
    Theme,
    render,
    render_pages,
)
from duixian.connectors.typesetting.dates import in_characters
from duixian.connectors.typesetting.typesetter import FONTS, unprintable
from duixian.connectors.typesetting.verification import grouped
from duixian.law.distribution import Amounts, Claim, divide
from duixian.worlds import scenes

POINTS_PER_MM = 72 / 25.4


def text_of(paper: bytes) -> str:
    """All text of a PDF without line ends and blanks."""
    document = pdfium.PdfDocument(paper)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return re.sub(r"\s", "", "".join(pages))


def test_every_kind_has_a_chinese_title_and_a_paper_that_carries_it(instrument: Instrument) -> None:
    text = text_of(render(instrument))
    dated = () if instrument.kind is Kind.GUARANTEE_LETTER else (in_characters(HEADING.issued_on),)  # by its own hand
    for expected in (TITLES[instrument.kind], HEADING.court, HEADING.case_number, *dated):
        assert expected in text
    assert "7K3M9QXDHT42" in text
    assert "核验办法" in text


def test_pages_are_a4_and_the_text_keeps_to_the_block_of_the_standard(instrument: Instrument) -> None:
    document = pdfium.PdfDocument(render(instrument))
    for page in document:
        assert [round(side / POINTS_PER_MM) for side in page.get_size()] == [210, 297]
        text_page = page.get_textpage()
        for number in range(text_page.count_chars()):
            left, bottom, right, top = text_page.get_charbox(number)
            if right > left:
                assert left >= 27 * POINTS_PER_MM
                assert right <= (28 + 156 + 1.5) * POINTS_PER_MM
                assert top <= (297 - 36) * POINTS_PER_MM
                assert bottom >= 8 * POINTS_PER_MM


def test_a_full_line_has_28_characters_and_lines_stand_a_22nd_of_225_mm_apart() -> None:
    page = pdfium.PdfDocument(render(replace(sample(Kind.FILING_NOTICE), cause="甲" * 200)))[0].get_textpage()
    boxes = [page.get_charbox(i) for i in range(page.count_chars()) if page.get_text_range(i, 1) == "甲"]
    lines: dict[int, list[float]] = {}
    for left, bottom, _, _ in boxes:
        lines.setdefault(round(bottom), []).append(left)
    full = [sorted(starts) for starts in lines.values() if len(starts) >= 28]
    assert full
    assert {len(starts) for starts in full} == {28}
    heights = sorted(lines, reverse=True)
    pitch = (heights[1] - heights[-2]) / (len(heights) - 3)
    assert pitch == pytest.approx(225 / 22 * POINTS_PER_MM, abs=0.3)


def test_amounts_stand_in_figures_and_in_capital_numerals() -> None:
    text = text_of(render(sample(Kind.PAYOUT_RECEIPT)))
    assert "9,489.16" in text
    assert "玖仟肆佰捌拾玖元壹角陆分" in text


def test_an_execution_notice_warns_of_the_doubled_part_and_cites_the_statute_in_force() -> None:
    text = text_of(render(sample(Kind.EXECUTION_NOTICE)))
    for expected in (
        "第二百五十一条",
        "第二百六十四条",
        "第四百八十条",
        "加倍支付迟延履行期间的债务利息",
        "488,415.50",
    ):
        assert expected in text


def test_a_report_order_carries_the_form_to_fill_in() -> None:
    person = text_of(render(sample(Kind.REPORT_ORDER)))
    unit = text_of(render(replace(sample(Kind.REPORT_ORDER), debtor_is_person=False)))
    assert "财产调查表" in person
    assert "第二百五十二条" in person
    assert "统一社会信用代码" in unit
    assert "统一社会信用代码" not in person


def test_what_is_not_given_is_not_printed() -> None:
    text = text_of(render(replace(sample(Kind.EXECUTION_NOTICE), account=None, execution_fee=None, sums=())))
    for absent in ("开户银行", "申请执行费", "合计大写"):
        assert absent not in text


def test_a_plan_of_278_rows_repeats_its_head_and_prints_every_payee_and_amount() -> None:
    plan = divide(scenes.members().facts)
    paper = render(DistributionPlanPaper(SIGNED, plan))
    document = pdfium.PdfDocument(paper)
    heads = sum("未受偿（元）" in re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in document)
    assert heads >= 8
    text = text_of(paper)
    for number, payee in enumerate(plan.payees, start=1):
        assert f"{number}{payee.creditor}{payee.case_number}" in text
        assert f"{payee.paid // 100:,}.{payee.paid % 100:02d}" in text
    assert "430,000.00" in text


def test_a_payee_sheet_fits_one_page_and_shows_the_formula() -> None:
    plan = divide(scenes.members().facts)
    paper = render(PayeeSheet(HEADING, plan, "007"))
    assert len(pdfium.PdfDocument(paper)) == 1
    assert "÷512,345.00" in text_of(paper)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.EXTENSION_FORM, Kind.GUARANTEE_LETTER}))
def test_the_signature_never_stands_alone_on_its_page(kind: Kind) -> None:
    # a form is signed in its boxes, a letter of guarantee by the guarantor
    last_of_text = [p.get_textpage().get_text_bounded() for p in pdfium.PdfDocument(render(sample(kind, SIGNED)))]
    page = next(text for text in last_of_text if in_characters(HEADING.issued_on) in re.sub(r"\s", "", text))
    assert re.search(r"承办人", page)


@pytest.mark.parametrize("name", ["𬭎", "㛃", "喆", "䶮", "𫖯", "𠅤", "欧阳〇喆"])
def test_a_rare_name_is_printed_with_a_real_glyph(name: str) -> None:
    assert unprintable(name) == []
    paper = render(replace(sample(Kind.FILING_NOTICE), applicant=name))
    assert name in text_of(paper)


def test_rare_characters_have_ink_of_their_own_and_not_one_box_for_all() -> None:
    names = ("𬭎", "㛃", "喆", "䶮", "𫖯", "𠅤")
    pictures = {render_pages(replace(sample(Kind.FILING_NOTICE), applicant=name))[0] for name in names}
    assert len(pictures) == len(names)


def test_a_character_no_font_has_is_refused_by_name_and_not_printed_as_a_box() -> None:
    with pytest.raises(BadInput) as refused:
        render(replace(sample(Kind.FILING_NOTICE), applicant="张\U0003134f"))
    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == ("glyph.missing", "applicant")
    assert "\U0003134f" in fault.message


def test_a_line_end_inside_a_name_is_refused() -> None:
    with pytest.raises(BadInput, match="控制字符"):
        render(replace(sample(Kind.FILING_NOTICE), applicant="张三\n李四"))


@pytest.mark.parametrize(
    "name",
    ["#import", "$x$", "\\", "*甲*", "_乙_", "<标签>", '"]; #panic()', "@ref", "//注", "= 题", "{{7*7}}"],
)
def test_markup_in_a_name_is_printed_as_it_stands(name: str) -> None:
    text = text_of(render(replace(sample(Kind.FILING_NOTICE), applicant=name, cause=f"甲{name}乙")))
    assert re.sub(r"\s", "", name) + "：" in text
    assert "甲" + re.sub(r"\s", "", name) + "乙一案" in text


def test_equal_facts_give_equal_bytes_and_another_day_other_bytes(instrument: Instrument) -> None:
    assert render(instrument) == render(instrument)
    later = replace(instrument, heading=replace(instrument.heading, issued_on=date(2026, 11, 23)))  # type: ignore[type-var]
    assert render(later) != render(instrument)


def test_the_file_says_it_is_pdf_a_2b_and_holds_its_fonts() -> None:
    paper = render(sample(Kind.CLOSING_NOTICE))
    assert b"<pdfaid:part>2</pdfaid:part>" in paper
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in paper
    assert b"/FontFile" in paper


def test_a_court_with_a_long_name_keeps_it_on_one_line() -> None:
    court = "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗人民法院"
    page = pdfium.PdfDocument(render(sample(Kind.CLOSING_NOTICE, replace(HEADING, court=court))))[0].get_textpage()
    bottoms = {round(page.get_charbox(i)[1] / 4) for i in range(len(court))}
    assert page.get_text_range(0, len(court)) == court
    assert len(bottoms) <= 2


def test_sums_of_ten_figures_stay_in_their_columns() -> None:
    facts = scenes.members().facts
    rich = tuple(Claim(c.key, c.creditor, Amounts(123_456_789_012), c.case_number) for c in facts.claims[:9])
    text = text_of(render(DistributionPlanPaper(HEADING, divide(replace(facts, claims=rich)))))
    assert "合计11,111,111,011.08430,000.0011,110,681,011.08" in text


def test_no_row_of_a_table_is_cut_by_the_end_of_a_page() -> None:
    facts = scenes.members().facts
    name = "某某某某资产管理股份有限公司内蒙古自治区分公司呼伦贝尔办事处"
    claims = tuple(replace(claim, creditor=name) for claim in facts.claims[:60])
    document = pdfium.PdfDocument(render(DistributionPlanPaper(HEADING, divide(replace(facts, claims=claims)))))
    pages = [re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in document]
    assert sum(page.count(name) for page in pages) == 60


def test_only_a_sample_seal_is_ever_drawn_and_it_says_so() -> None:
    assert "样章" in text_of(render(sample(Kind.CLOSING_NOTICE)))
    assert "样章" not in text_of(render(sample(Kind.CLOSING_NOTICE, replace(HEADING, seal=Seal.NONE))))


def test_the_geometry_is_a_theme() -> None:
    wide = Theme(left_mm=20, block_width_mm=170, characters=30)
    page = pdfium.PdfDocument(render(sample(Kind.FILING_NOTICE), theme=wide))[0].get_textpage()
    rights = [page.get_charbox(i)[2] for i in range(page.count_chars())]
    assert max(rights) > (GB_T_9704.left_mm + GB_T_9704.block_width_mm + 2) * POINTS_PER_MM


def test_the_manifest_names_every_font_with_its_hash_and_licence() -> None:
    manifest = json.loads((FONTS / "manifest.json").read_text(encoding="utf-8"))
    assert {entry["file"] for entry in manifest["fonts"]} == {path.name for path in FONTS.glob("*.ttf")}
    for entry in manifest["fonts"]:
        assert hashlib.sha256((FONTS / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert "SIL Open Font License" in (FONTS / manifest["licence_file"]).read_text(encoding="utf-8")


def test_the_coverage_list_says_what_the_fonts_hold() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib", reason="fontTools is a development tool")
    held: set[int] = set()
    for name in ("DuixianSerif-Regular.ttf", "DuixianRare-Regular.ttf"):
        held |= set(ttlib.TTFont(FONTS / name).getBestCmap())
    sampled = [code for code in range(0x20, 0x32000, 7) if not 0xD800 <= code < 0xE000]
    assert all((code in held) == (not unprintable(chr(code))) for code in sampled)


def test_codes_are_read_aloud_in_fours() -> None:
    assert grouped("7K3M-9QXD HT42") == "7K3M 9QXD HT42"


def test_speed_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    plan = divide(scenes.members().facts)
    start = perf_counter()
    sheets = [render(PayeeSheet(HEADING, plan, payee.key)) for payee in plan.payees[:50]]
    each = (perf_counter() - start) / len(sheets)
    with capsys.disabled():
        print(f"\n50 payee sheets: {each * 1000:.1f} ms each")
    assert all(sheet.startswith(b"%PDF") for sheet in sheets)
