"""What the instruments of the end of a round must say."""

import re
from dataclasses import replace

import ending_samples as made
import pypdfium2 as pdfium
import pytest
from papers import HEADING

from duixian.connectors.typesetting import Instrument, Kind, render


def text_of(paper: Instrument) -> str:
    document = pdfium.PdfDocument(render(paper))
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_bounded() for page in document))


@pytest.mark.parametrize("kind", list(made.MAKERS))
def test_nothing_is_left_to_be_filled_in_at_the_end_of_a_round(kind: Kind) -> None:
    text = text_of(made.MAKERS[kind](HEADING))
    for placeholder in ("None", "facts.", "{", "}", "××", "#"):
        assert placeholder not in text


def test_the_ruling_states_the_five_things_it_must() -> None:
    text = text_of(made.ruling(HEADING))
    for must in (
        "100,000.00",
        "送达执行通知书",
        "苏H12345小型轿车",
        "未能实际扣押",
        "10,000.00",
        "90,000.00",
        "不受申请执行时效期间的限制",
        "继续向申请执行人履行债务的义务",
    ):
        assert must in text


def test_a_ruling_without_property_says_so() -> None:
    assert "未查到被执行人可供执行的财产" in text_of(replace(made.ruling(HEADING), assets=()))
