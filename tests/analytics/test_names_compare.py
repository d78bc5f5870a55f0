"""Who is meant: numbers decide, contradictions rule out, names suggest."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.analytics.names.compare import compare
from duixian.analytics.names.model import Contradiction, Identity, Kind, MatchClass, Number, NumberKind, Outcome
from duixian.worlds.people import credit_check, resident_check


def resident(body: str) -> Number:
    return Number(NumberKind.RESIDENT, body + resident_check(body))


def credit(body: str) -> Number:
    return Number(NumberKind.USCC, body + credit_check(body))


def shown(text: str) -> Number:
    return Number(NumberKind.RESIDENT, text)


def person(
    name: str, *numbers: Number, born: date | None = None, sex: str = "", former: tuple[str, ...] = ()
) -> Identity:
    return Identity(name, Kind.NATURAL, numbers, born, sex, former)


def unit(name: str, *numbers: Number, former: tuple[str, ...] = ()) -> Identity:
    return Identity(name, Kind.ORGANISATION, numbers, former_names=former)


MAN = resident("64990119850601001")
"""Born on 1 June 1985, a man."""
OTHER = resident("64990119850601003")
BODIES = st.builds(
    lambda day, order: f"649901{day:%Y%m%d}{order:03}",
    st.dates(date(1940, 1, 1), date(2010, 12, 31)),
    st.integers(1, 999),
)


# --- numbers


def test_one_full_number_is_yes_in_whatever_script_the_name_is() -> None:
    found = compare(person("陳國強", MAN), person("陈国强", MAN))

    assert found.outcome is Outcome.YES
    assert found.classes == (MatchClass.NUMBER, MatchClass.FOLDED)


def test_one_full_number_under_two_unlike_names_is_for_a_person_to_look_at() -> None:
    found = compare(person("刘芳", MAN), person("王伟", MAN))

    assert found.outcome is Outcome.POSSIBLE
    assert "须人工核对" in found.reasons[-1]


def test_a_passport_number_needs_the_name_for_a_yes() -> None:
    passport = Number(NumberKind.PASSPORT, "H09876543")

    assert compare(person("CHAN CHI MING", passport), person("陳志明", passport)).outcome is Outcome.YES
    assert compare(person("陈智铭", passport), person("陳志明", passport)).outcome is Outcome.POSSIBLE


def test_a_company_that_took_another_name_keeps_its_code() -> None:
    code = credit("91310000MA1K00001")

    assert compare(unit("上海新纪元有限公司", code), unit("长沙宏远贸易厂", code)).outcome is Outcome.YES


@given(BODIES, BODIES, st.sampled_from(["王伟", "陳國強", "买买提·艾力"]))
@settings(max_examples=60)
def test_two_readable_numbers_that_differ_are_never_a_hit(one: str, other: str, name: str) -> None:
    found = compare(person(name, resident(one)), person(name, resident(other)))

    assert (found.outcome is Outcome.YES) == (one == other)
    assert (found.outcome is Outcome.NO) == (one != other)
    assert (Contradiction.NUMBER in found.contradicted) == (one != other)


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
@settings(max_examples=60)
def test_a_slip_in_a_number_fails_its_check_and_speaks_against_nobody(body: str, at: int, more: int) -> None:
    right = resident(body)
    wrong = right.text[:at] + str((int(right.text[at]) + more) % 10) + right.text[at + 1 :]

    found = compare(person("王伟", shown(wrong)), person("王伟", right))

    assert found.outcome is Outcome.POSSIBLE
    assert not found.contradicted
    assert "校验不通过" in found.reasons[-1]


@given(BODIES)
@settings(max_examples=40)
def test_the_number_of_fifteen_places_is_the_one_of_eighteen(body: str) -> None:
    born_before = body[6:8] == "19"
    found = compare(person("王伟", shown(body[:6] + body[8:])), person("王伟", resident(body)))

    assert (found.outcome is Outcome.YES) is born_before
    if born_before:
        assert found.classes[0] is MatchClass.OLD_NUMBER


def test_an_organisation_code_is_found_inside_the_credit_code() -> None:
    old = Number(NumberKind.USCC, "MA1K0000-1")

    found = compare(unit("上海宏远贸易有限公司", old), unit("上海宏远贸易有限公司", credit("91310000MA1K00001")))
    other = compare(unit("上海宏远贸易有限公司", old), unit("上海宏远贸易有限公司", credit("91310000MA1K00002")))

    assert (found.outcome, found.classes[0]) == (Outcome.YES, MatchClass.OLD_NUMBER)
    assert other.outcome is Outcome.NO


@pytest.mark.parametrize(
    "mask", ["6499011985****001{c}", "649901********001{c}", "6****************{c}", "649901198506******"]
)
def test_a_masked_number_that_agrees_is_possible_never_yes(mask: str) -> None:
    found = compare(person("王伟", shown(mask.format(c=MAN.text[-1]))), person("王伟", MAN))

    assert (found.outcome, found.classes) == (Outcome.POSSIBLE, (MatchClass.MASKED_NUMBER, MatchClass.NAME))


@pytest.mark.parametrize(
    "mask", ["6499011984****001{c}", "6499021985****001{c}", "649901********003{c}", "6499011985****0099"]
)
def test_a_masked_number_that_shows_another_place_rules_out(mask: str) -> None:
    found = compare(person("王伟", shown(mask.format(c=MAN.text[-1]))), person("王伟", MAN))

    assert found.outcome is Outcome.NO
    assert Contradiction.NUMBER in found.contradicted


def test_a_masked_number_needs_the_name() -> None:
    assert compare(person("李强", shown("6499011985****" + MAN.text[-4:])), person("王伟", MAN)).outcome is Outcome.NO


def test_a_passport_says_nothing_about_a_resident_number() -> None:
    found = compare(person("王伟", Number(NumberKind.PASSPORT, "E12345678")), person("王伟", MAN))

    assert (found.outcome, found.contradicted) == (Outcome.POSSIBLE, ())


def test_the_same_resident_number_outweighs_a_renewed_passport_and_not_the_other_way() -> None:
    old, new = Number(NumberKind.PASSPORT, "E11111111"), Number(NumberKind.PASSPORT, "E22222222")

    assert compare(person("王伟", MAN, old), person("王伟", MAN, new)).outcome is Outcome.YES
    assert compare(person("王伟", MAN, old), person("王伟", OTHER, old)).outcome is Outcome.NO


def test_a_masked_number_that_agrees_does_not_outweigh_another_passport() -> None:
    mask = shown("6499011985****" + MAN.text[-4:])
    one, other = Number(NumberKind.PASSPORT, "E11111111"), Number(NumberKind.PASSPORT, "E22222222")

    found = compare(person("王伟", mask, one), person("王伟", MAN, other))

    assert (found.outcome, found.contradicted) == (Outcome.NO, (Contradiction.NUMBER,))


def test_one_of_two_numbers_on_record_is_enough() -> None:
    found = compare(person("王伟", MAN), person("王伟", OTHER, MAN))

    assert found.outcome is Outcome.YES


def test_a_home_permit_keeps_its_first_nine_places_from_card_to_card() -> None:
    first, second = Number(NumberKind.PERMIT, "H1234567801"), Number(NumberKind.PERMIT, "H1234567802")
    other = Number(NumberKind.PERMIT, "H8765432101")

    assert compare(person("林美玲", first), person("林美玲", second)).outcome is Outcome.YES
    assert compare(person("林美玲", first), person("林美玲", other)).outcome is Outcome.NO


# --- what else rules out


def test_another_birth_date_rules_out_also_when_it_stands_in_the_number() -> None:
    for asked, listed in (
        (person("王伟", born=date(1985, 6, 2)), person("王伟", born=date(1985, 6, 1))),
        (person("王伟", born=date(1985, 6, 2)), person("王伟", MAN)),
        (person("王伟", shown("6499011984****0013")), person("王伟", born=date(1985, 6, 1))),
    ):
        found = compare(asked, listed)
        assert (found.outcome, found.contradicted) == (Outcome.NO, (Contradiction.BORN,))


def test_the_sex_in_the_number_rules_out() -> None:
    assert compare(person("王伟", sex="女"), person("王伟", MAN)).contradicted == (Contradiction.SEX,)


def test_a_person_is_not_a_company_of_his_name() -> None:
    assert compare(person("东方"), unit("东方")).contradicted == (Contradiction.KIND,)


# --- names of persons


@pytest.mark.parametrize(
    ("asked", "listed", "match"),
    [
        ("王 伟", "王伟", MatchClass.NAME),
        ("陳國強", "陈国强", MatchClass.FOLDED),
        ("李峯", "李峰", MatchClass.FOLDED),
        ("买买提・艾力", "买买提艾力", MatchClass.NAME),
        ("张三（曾用名：李四）", "李四", MatchClass.NAME),
        ("SHAN XIONGXIN", "单雄信", MatchClass.LATIN),
        ("Guoqiang Chen", "陳國強", MatchClass.LATIN),
        ("Chan Kwok-keung", "陈国强", MatchClass.LATIN),
        ("CHEN KUO-CHIANG", "陳國強", MatchClass.LATIN),
        ("阿不都热西提·买买提", "阿布都热西提·买买提", MatchClass.HOMOPHONE),
    ],
)
def test_a_name_written_otherwise_is_possible(asked: str, listed: str, match: MatchClass) -> None:
    found = compare(person(asked), person(listed))

    assert (found.outcome, found.classes) == (Outcome.POSSIBLE, (match,))
    assert found == compare(person(listed), person(asked))


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("王伟", "王强"),
        ("陈国强", "陈国庆"),
        ("李小明", "李明"),
        ("陈堃", "陈坤"),
        ("吐尔逊·买买提", "吐尔洪·买买提"),
        ("", ""),
    ],
)
def test_one_character_makes_another_person(asked: str, listed: str) -> None:
    assert compare(person(asked), person(listed)).outcome is Outcome.NO


def test_the_same_sound_is_told_apart_and_counts_with_a_birth_date_only() -> None:
    born = date(1970, 2, 3)

    alone = compare(person("陈国锵"), person("陈国强"))
    backed = compare(person("陈国锵", born=born), person("陈国强", born=born))
    twin = compare(person("陈国庆", born=born), person("陈国强", born=born))

    assert (alone.outcome, alone.classes) == (Outcome.NO, (MatchClass.HOMOPHONE,))
    assert backed.outcome is Outcome.POSSIBLE
    assert twin.outcome is Outcome.NO


def test_more_agreement_is_shown_first() -> None:
    born = date(1985, 6, 1)
    listed = person("王伟", MAN)
    asked = (
        person("王伟", MAN),
        person("王伟", shown("6499011985****" + MAN.text[-4:])),
        person("王伟", born=born),
        person("王伟"),
        person("WANG WEI"),
    )
    rank = {Outcome.YES: 2, Outcome.POSSIBLE: 1, Outcome.NO: 0}

    found = [compare(one, listed) for one in asked]

    order = [(rank[one.outcome], one.score) for one in found]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) == len(order)


# --- names of companies


@pytest.mark.parametrize(
    ("asked", "listed", "match"),
    [
        ("上海宏遠（集團）有限公司", "上海宏远(集团)有限公司", MatchClass.FOLDED),
        ("上海宏远贸易有限责任公司", "上海宏远贸易有限公司", MatchClass.SHORT),
        ("宏远贸易", "上海宏远贸易有限公司", MatchClass.SHORT),
        ("鼎新科技（苏州）有限公司", "苏州鼎新科技有限公司", MatchClass.SHORT),
        ("上海宏远建村有限公司", "上海宏远建材有限公司", MatchClass.TYPO),
        ("ABC Trading Co., Ltd.", "ABC Trading Company Limited", MatchClass.LATIN),
    ],
)
def test_a_company_written_otherwise_is_possible(asked: str, listed: str, match: MatchClass) -> None:
    found = compare(unit(asked), unit(listed))

    assert (found.outcome, found.classes) == (Outcome.POSSIBLE, (match,))


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("上海宏远贸易有限公司", "北京宏远贸易有限公司"),
        ("上海宏远贸易有限公司", "上海宏远建材有限公司"),
        ("上海宏远贸易有限公司", "上海宏达贸易有限公司"),
        ("上海宏远贸易有限公司北京分公司", "上海宏远贸易有限公司"),
        ("天成建材厂", "天成建材有限公司"),
        ("长沙第一建筑工程有限公司", "长沙第二建筑工程有限公司"),
        ("上海宏远贸易有限公司", "上海鸿远贸易有限公司"),
    ],
)
def test_a_neighbour_of_a_company_is_another_company(asked: str, listed: str) -> None:
    assert compare(unit(asked), unit(listed)).outcome is Outcome.NO


def test_a_former_name_is_possible() -> None:
    listed = unit("上海新纪元国际贸易有限公司", former=("上海宏远贸易有限公司",))

    assert compare(unit("上海宏遠貿易有限公司"), listed).classes == (MatchClass.FORMER,)
    assert compare(unit("北京宏远贸易有限公司"), listed).outcome is Outcome.NO


@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from(Kind), st.text("0123456789X*-", max_size=20))
@settings(max_examples=150)
def test_whatever_is_written_is_answered_the_same_from_both_sides(
    one: str, other: str, kind: Kind, number: str
) -> None:
    of_kind = NumberKind.RESIDENT if kind is Kind.NATURAL else NumberKind.USCC
    asked = Identity(one, kind, (Number(of_kind, number),))
    listed = Identity(other, kind, (Number(of_kind, number[::-1]),))

    found, back = compare(asked, listed), compare(listed, asked)

    assert (found.outcome, found.contradicted, found.score) == (back.outcome, back.contradicted, back.score)
    assert 0 <= found.score <= 1000
    assert found.reasons
