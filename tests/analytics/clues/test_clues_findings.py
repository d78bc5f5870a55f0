"""What holds for every finding, and what is refused."""

from dataclasses import fields, replace

import polars as pl
import pytest
from clue_scene import Scene, moved_wage
from polars.testing import assert_frame_equal

from duixian.analytics.clues import words
from duixian.analytics.clues.explanations import EXPLANATIONS
from duixian.analytics.clues.model import SCHEMAS, Dossier, Findings
from duixian.analytics.clues.sweep import DETECTORS, sweep
from duixian.analytics.clues.thresholds import Thresholds
from duixian.base.faults import BadInput
from duixian.law import clues as law
from duixian.worlds.city.city import City, city
from duixian.worlds.city.plan import CityPlan

PLAN = CityPlan(21, accounts=24_000, transfers=60_000, debtors=900, planted=8)


@pytest.fixture(scope="module")
def town() -> City:
    return city(PLAN)


@pytest.fixture(scope="module")
def found(town: City) -> Findings:
    return sweep(town.dossier)


def test_every_detector_has_its_article() -> None:
    assert list(DETECTORS) == list(law.kinds())


def test_of_every_scheme_most_are_found_and_hardly_an_honest_debtor_is_named(town: City, found: Findings) -> None:
    own = town.deeds.join(found.rows.select("case", scheme="detector"), on=["case", "scheme"], how="semi")
    honest = found.rows.filter(pl.col("case").is_in(town.honest.implode()))["case"].n_unique()

    assert len(own) >= 0.85 * len(town.deeds)
    assert honest <= 4


def test_a_finding_is_the_gross_sum_without_what_was_explained(found: Findings) -> None:
    took = found.explanations.group_by("finding").agg(took=pl.col("explained").sum())
    rows = found.rows.join(took, on="finding")

    assert (rows["gross"] - rows["took"] == rows["sum"]).all()
    assert (found.explanations["explained"] >= 0).all()
    assert ((found.explanations["share"] > 0) <= found.explanations["held"]).all()


def test_the_score_is_the_sum_of_its_parts(found: Findings) -> None:
    parts = found.parts.group_by("finding").agg(points=pl.col("points").sum())

    assert (found.rows.join(parts, on="finding")["score"] == found.rows.join(parts, on="finding")["points"]).all()


def test_every_finding_tried_explanations_that_are_known_and_shows_evidence_in_order(found: Findings) -> None:
    tried = found.explanations.group_by("finding").len()
    shown = found.evidence.group_by("finding").agg(
        last=pl.col("place").max() + 1, count=pl.len(), ordered=(pl.col("place").diff().drop_nulls() == 1).all()
    )

    assert set(found.explanations["explanation"]) == set(EXPLANATIONS)
    money = found.rows.filter(~pl.col("detector").is_in(["unreported"]))
    assert set(money["finding"]) <= set(tried["finding"])
    assert set(shown["finding"]) == set(found.rows["finding"])
    assert (shown["last"] == shown["count"]).all()
    assert shown["ordered"].all()


def test_nothing_is_found_outside_the_days_that_count(town: City, found: Findings) -> None:
    rows = found.rows.join(town.dossier.debtors.select("case", "served_on", "limit_from", "effective_on"), on="case")
    rows = rows.filter(pl.col("detector") != "unreported")  # a report looks back a year

    assert (rows["first_on"] > rows["served_on"]).all()
    limited = rows.filter(pl.col("detector") == "spending")
    assert (limited["first_on"] > limited["limit_from"]).all()
    bound = rows.filter(pl.col("detector") == "other_debts")
    assert (bound["first_on"] > bound["effective_on"]).all()


def test_the_order_of_relations_and_papers_does_not_matter(town: City, found: Findings) -> None:
    shuffled = replace(
        town.dossier,
        relations=town.dossier.relations.reverse(),
        papers=town.dossier.papers.reverse(),
        reports=town.dossier.reports.reverse(),
    )

    again = sweep(shuffled)

    for field in fields(Findings):
        assert_frame_equal(getattr(again, field.name), getattr(found, field.name))


def test_a_stricter_court_names_fewer_and_none_others(town: City, found: Findings) -> None:
    strict = sweep(town.dossier, Thresholds().changed("cheap_deal", "score", 900))

    assert len(strict) < len(found)
    assert set(strict.rows.select("case", "detector").rows()) <= set(found.rows.select("case", "detector").rows())


def test_a_finding_asks_and_does_not_judge() -> None:
    findings = moved_wage().find("diverted_income")

    said = words.headline(findings.rows.row(0, named=True)).message
    tried = [fault.message for fault in words.tried(findings, 0)]

    assert said.startswith("收入转入亲属账户：2025-07-19 至 2026-11-11 涉及 ¥136,000.00，")
    assert said.endswith("其中 ¥119,000.00 未找到合理解释（法释〔2024〕13号第3条第1项）")
    assert tried[0] == "家庭生活必需费用：成立，扣除 ¥17,000.00（12%）；按被执行人家庭每月必需的生活费用扣除"
    assert "不是结论" in words.ASKED.message
    assert not any(word in sentence for sentence in (said, *tried) for word in ("逃避", "规避", "构成", "犯罪"))


def test_an_empty_file_finds_nothing() -> None:
    assert len(sweep(Dossier.of())) == 0


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"transfer": pl.DataFrame()}, "没有这张表"),
        ({"suits": pl.DataFrame({"plaintiff": [1]})}, "缺列或类型不符"),
        (
            {"transfers": pl.DataFrame([(0, 0, 9, 1, 0), (0, 0, 5, 1, 0)], schema=SCHEMAS["transfers"], orient="row"),
             "accounts": pl.DataFrame([(-1, 0, 0)], schema=SCHEMAS["accounts"], orient="row")},
            "按时间先后排列",
        ),
        ({"transfers": pl.DataFrame([(0, 3, 9, 1, 0)], schema=SCHEMAS["transfers"], orient="row")}, "超出表的范围"),
    ],
)  # fmt: skip
def test_columns_that_do_not_fit_are_refused(frame: dict[str, pl.DataFrame], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        Dossier.of(**frame)


def test_a_person_with_two_cases_is_looked_at_in_the_one_served_first() -> None:
    scene = moved_wage()
    dossier = scene.dossier()
    second = dossier.debtors.with_columns(case=pl.lit(9, pl.Int64), served_on=pl.col("served_on") - 40)

    found = sweep(replace(dossier, debtors=pl.concat([dossier.debtors, second])))

    assert found.rows.filter(pl.col("detector") == "diverted_income")["case"].to_list() == [9]


def test_a_scene_by_itself_is_innocent() -> None:
    scene = Scene().pay(10, "ann", "debtor", 500).pay(400, "debtor", "wife", 800)
    for account in (0, 20):
        scene.row("reports", case=7, account=account, asset=-1)

    assert len(sweep(scene.dossier())) == 0
