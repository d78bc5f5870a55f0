"""What the instruments of control and disposal must say, variant by variant."""

import re
from dataclasses import replace

import control_samples as made
import pypdfium2 as pdfium
import pytest
from papers import HEADING

from duixian.connectors.typesetting import Instrument, Kind, Measure, render


def text_of(paper: Instrument) -> str:
    """All text of an instrument without line ends and blanks."""
    document = pdfium.PdfDocument(render(paper))
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_bounded() for page in document))


@pytest.mark.parametrize("kind", list(made.MAKERS))
def test_nothing_is_left_to_be_filled_in(kind: Kind) -> None:
    text = text_of(made.MAKERS[kind](HEADING))
    for placeholder in ("None", "facts.", "{", "}", "××", "#"):
        assert placeholder not in text


def test_a_freeze_says_its_sum_in_figures_and_capitals_and_what_stays_for_living() -> None:
    text = text_of(made.ruling(HEADING, Measure.FREEZE, made.accounts(Measure.FREEZE), term_article=made.TERM))
    for expected in (
        "173,456.78",
        "壹拾柒万叁仟肆佰伍拾陆元柒角捌分",
        made.CARD,
        "3,000.00",
        "第四百八十五条",
        "2027-11-21",
    ):
        assert expected in text


def test_a_place_in_the_queue_is_called_so_and_rests_on_its_article() -> None:
    text = text_of(made.ruling(HEADING, Measure.SEAL, made.homes(), term_article=made.TERM))
    assert "轮候查封" in text
    assert "第二十六条" in text
    alone = text_of(made.ruling(HEADING, Measure.SEAL, made.homes()[:1], term_article=made.TERM))
    assert "轮候" not in alone
    assert "第二十六条" not in alone


def test_a_release_says_why_and_speaks_of_no_duty_unfulfilled() -> None:
    things = made.accounts(Measure.RELEASE)
    text = text_of(made.ruling(HEADING, Measure.RELEASE, things, reasons=("超出所需部分应当解除",)))
    assert "超出所需部分应当解除" in text
    assert "解除对被执行人周建平下列财产的冻结" in text
    assert "未按执行通知履行" not in text


def test_a_whole_release_names_no_sum() -> None:
    things = tuple(replace(thing, amount=None) for thing in made.accounts(Measure.RELEASE))
    text = text_of(made.ruling(HEADING, Measure.RELEASE, things))
    assert "合计人民币" not in text


def test_a_request_carries_the_return_slip_the_keys_and_both_parts_of_the_identity() -> None:
    text = text_of(made.notice(HEADING, Measure.DEDUCT, made.accounts(Measure.DEDUCT), account=made.ACCOUNT))
    for expected in ("送达回执", f"{made.KEY}5", made.DEBTOR.number, made.ACCOUNT.number, "第一百一十七条"):
        assert expected in text


def test_a_direct_sale_is_no_auction() -> None:
    text = text_of(made.auction(HEADING, sale=True))
    assert "变卖公告" in text
    assert "变卖预缴款" in text
    assert "起拍价" not in text


def test_hours_of_a_notice_are_chinas() -> None:
    assert "2026年12月28日10时00分" in text_of(made.auction(HEADING))


def test_a_deal_paid_in_full_asks_for_nothing() -> None:
    text = text_of(made.confirmation(HEADING, deposit=98_760_000, rest=0))
    assert "价款已经全部交付" in text
    assert "逾期不交付" not in text
