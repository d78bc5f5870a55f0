"""Keys: one name gives the same key however it is written, and the tables for columns are the functions for one."""

import json
import re
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.analytics.names.characters import FOLD, fold
from duixian.analytics.names.keys import keys_of, wrong_by_one
from duixian.analytics.names.model import Kind, MatchClass
from duixian.analytics.names.readings import READING, SYLLABLES, readings
from duixian.analytics.names.romanised import wade_giles
from duixian.analytics.names.units import unit_of

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=5)


@given(st.text(st.characters(max_codepoint=0x9FFF, exclude_categories=["Cs", "Mn", "Mc", "Lm"]), max_size=10))
@settings(max_examples=200)
def test_the_column_of_folding_is_the_function(name: str) -> None:
    if normalize("NFKC", name) != name:
        name = "".join(c for c in name if normalize("NFKC", c) == c)
    codes = FOLD[np.array([ord(c) for c in name], dtype=np.int64)]

    assert "".join(map(chr, codes[codes > 0])) == fold(name)


@given(st.text(max_size=12))
@settings(max_examples=200)
def test_folding_twice_folds_no_more(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("陳國強", "陈国强"),
        ("髙峯", "高峰"),
        ("馀鍾錦", "余钟锦"),
        ("沢田", "泽田"),
        ("乾隆", "乾隆"),
        ("陈堃", "陈堃"),
        ("曾予", "曾予"),
    ],
)
def test_characters_that_stand_for_one_are_folded_and_legal_names_of_their_own_are_not(written: str, kept: str) -> None:
    assert fold(written) == kept


def test_folding_agrees_with_the_dictionaries_own_cases(shared: Path) -> None:
    """Of OpenCC's cases those that are one to one; 乾 and 沈 stay, as they do in names."""
    text = (shared / "data/names/opencc_testcases.json").read_text(encoding="utf-8")
    cases = json.loads(re.sub(r",(\s*[}\]])", r"\1", text))["cases"]
    asked = [(case["input"], case["expected"]["t2s"]) for case in cases if "t2s" in case["expected"]]
    characters = [(a, b) for one, other in asked if len(one) == len(other) for a, b in zip(one, other, strict=True)]
    differing = [(a, b) for a, b in characters if fold(a) != fold(b) and a not in "乾沈"]

    assert len(characters) > 300
    assert len(differing) <= len(characters) // 50, differing


@given(HAN)
@settings(max_examples=100)
def test_the_column_of_readings_is_the_function_behind_the_surname(name: str) -> None:
    folded = fold("王" + name)
    ways = readings(folded)
    given_name = folded[1:]

    usual = tuple(SYLLABLES[READING[ord(c), 0]] for c in given_name)

    assert (not ways) or "-".join(ways[0][1:]) == "-".join(usual)


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("单雄信", ("shan xiong xin",)),
        ("仇和", ("qiu he",)),
        ("尉迟恭", ("yu chi gong",)),
        ("万俟忠", ("mo qi zhong",)),
        ("曾国藩", ("zeng guo fan",)),
        ("乐嘉", ("yue jia", "le jia")),
        ("小单", ("xiao dan", "xiao shan")),
    ],
)
def test_a_surname_is_read_in_its_own_way_and_a_polyphone_in_all(name: str, sounds: tuple[str, ...]) -> None:
    assert keys_of(name, Kind.NATURAL)[MatchClass.HOMOPHONE] == sounds


@pytest.mark.parametrize(
    ("pinyin", "taiwan"),
    [
        ("guo", "kuo"),
        ("qiang", "chiang"),
        ("zhi", "chih"),
        ("xiao", "hsiao"),
        ("cai", "tsai"),
        ("zuo", "tso"),
        ("xiong", "hsiung"),
        ("jian", "chien"),
    ],
)
def test_wade_giles_as_on_a_passport(pinyin: str, taiwan: str) -> None:
    assert wade_giles(pinyin) == taiwan


@given(st.text("宏远金穗天成瑞丰", min_size=4, max_size=12), st.data())
@settings(max_examples=100)
def test_two_texts_one_slip_apart_meet_in_a_key(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 2))
    other = data.draw(
        st.sampled_from(
            [
                text[:at] + "错" + text[at + 1 :],
                text[:at] + text[at + 1 :],
                text[:at] + "多" + text[at:],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            ]
        )
    )

    assert not set(wrong_by_one(text)).isdisjoint(wrong_by_one(other))


@pytest.mark.parametrize(
    ("name", "core", "regions", "trade"),
    [
        ("上海宏远建材有限公司", "宏远", {"上海"}, "建材"),
        ("广西壮族自治区南宁市青秀区长风商贸有限责任公司", "长风", {"广西", "南宁", "青秀"}, "商贸"),
        ("腾达科技（深圳）有限公司", "腾达", {"深圳"}, "科技"),
        ("云川市东湖区宏远建材经营部", "宏远", {"云川", "东湖"}, "建材"),
        ("东方建设有限公司", "东方", set(), "建设"),
        ("上海城市建设有限公司", "城市", {"上海"}, "建设"),
        ("某某投资管理中心（有限合伙）", "某某", set(), "投资管理"),
    ],
)
def test_a_companys_name_comes_apart(name: str, core: str, regions: set[str], trade: str) -> None:
    found = unit_of(name)

    assert (found.core, found.regions, found.trade) == (core, regions, trade)


def test_a_branch_is_known_with_its_place() -> None:
    assert unit_of("东海银行股份有限公司上海市分行").branch == "上海市分行"
    assert unit_of("上海宏远贸易有限公司").branch == ""


@given(st.text(max_size=20), st.sampled_from(Kind))
@settings(max_examples=150)
def test_any_text_is_filed_under_a_bounded_number_of_keys(name: str, kind: Kind) -> None:
    keys = keys_of(name, kind)

    assert all(found and all(found) for found in keys.values())
    assert sum(map(len, keys.values())) <= 48
