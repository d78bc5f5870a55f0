"""The hundred days: the lives themselves; a small run of the scene to its end; and checks that find what is planted."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import psycopg

from duixian.embedded import Cluster
from duixian.faces.cli.verification import verify
from duixian.testing.scenes.hundred_days import hundred_days
from duixian.testing.scenes.hundred_days.checks import Ledger, look
from duixian.testing.scenes.hundred_days.courts import opened_province
from duixian.testing.scenes.hundred_days.days import Scene
from duixian.worlds.hundred_days import START, UNLAWFUL, Fate, What
from duixian.worlds.hundred_days import hundred_days as lives_of

A_FEW = (
    Fate.DETAINED, Fate.ILL, Fate.LISTED, Fate.MENDS, Fate.MINOR, Fate.DIES, Fate.POOR, Fate.HAS_LITTLE,
)  # fmt: skip


def test_the_same_seed_tells_the_same_lives() -> None:
    assert lives_of(cases=80, days=100, seed=7) == lives_of(cases=80, days=100, seed=7)
    assert lives_of(cases=80, days=100, seed=7) != lives_of(cases=80, days=100, seed=8)


def test_every_fate_is_lived_to_its_end_and_each_turn_waits_for_the_one_before() -> None:
    lives = lives_of(cases=300, days=100, seed=7)

    assert {life.fate for life in lives} == set(Fate)
    assert all(life.whole for life in lives)
    assert all(first.day < second.day for life in lives for first, second in pairwise(life.turns))


def test_everything_unlawful_is_tried_by_somebody() -> None:
    lives = lives_of(cases=len(Fate), days=100, seed=7)

    tried = {turn.ground for life in lives for turn in life.turns if turn.what is What.TRY}
    assert tried == set(UNLAWFUL) - {"sign_without_office"}  # tried wherever papers wait for a signature


def test_a_few_cases_live_a_hundred_days_and_every_figure_adds_up(
    real_db: str, cluster: Cluster, tmp_path: Path
) -> None:
    outcome = hundred_days(tmp_path, cases=len(A_FEW), days=100, seed=7, first=A_FEW, courts=1)

    assert outcome.rows
    assert [(check, outcome.steps) for check in outcome.checks if not check.holds] == []
    assert sum(check.label.startswith("结局：") for check in outcome.checks) == len(A_FEW)
    assert verify(cluster.dsn(real_db)).findings == []


def test_the_checks_find_what_is_changed_past_every_guard(real_db: str, cluster: Cluster, tmp_path: Path) -> None:
    fates = (Fate.KEEPS, Fate.WITHDRAWN)
    lives = lives_of(cases=2, days=36, seed=7, first=fates, courts=1)
    with opened_province(tmp_path, START) as province:
        scene, kept = Scene(province, lives), Ledger()
        for number in range(36):
            scene.day(number)
        look(scene, kept)
        assert kept.wrong.total() == 0
        with psycopg.connect(cluster.dsn(real_db)) as superuser:
            superuser.execute("set session_replication_role = replica")  # no trigger fires
            superuser.execute("update settlements_fulfilment set amount_fen = amount_fen + 1")
            superuser.execute("update lists_consumptionlimit set state = 'in_force'")
            superuser.execute("update funds_account set balance_fen = balance_fen + 1 where kind = 'payee'")
        province.at(START + timedelta(days=36))
        look(scene, kept)

    assert set(kept.wrong) == {
        "和解各期已付 = 分摊之和",
        "一笔到账分摊超过其数额",
        "结案案件仍在名单上的人",
        "生效决定 = 现行名单（相差）",
        "各账户余额之和 = 分录之和",
        "到账 = 已发 + 在途 + 在账 + 执行费",
    }
