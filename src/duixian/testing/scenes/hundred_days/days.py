"""The days, one after the other: turns, signatures, agencies, the bank, the rounds of the program, and the checks."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from duixian.testing.scenes.hundred_days import agreeing, between, clockwork, course, listing, pressure, rounds
from duixian.testing.scenes.hundred_days.checks import Ledger, look
from duixian.testing.scenes.hundred_days.courts import Bench, Province, opened_province
from duixian.testing.scenes.hundred_days.dossier import Act, Dossier, Tally, take, take_between
from duixian.testing.scenes.hundred_days.telling import tell_day, tell_end
from duixian.testing.scenes.outcome import Outcome
from duixian.worlds.hundred_days import START, Fate, Life, Turn, What
from duixian.worlds.hundred_days import hundred_days as lives_of

STORY = (
    "{cases:,}件案件经历{days}个模拟日：立案、执行通知、和解、拘传拘留罚款、限消失信、终本、委托、异议复议、结案；"
    "每日逐项核对。"
)

_ACTS: Mapping[What, Act] = {
    What.APPLY: course.apply,
    What.SERVE: course.serve,
    What.PAY: course.pay,
    What.AGREE: agreeing.agree,
    What.RESUME_TITLE: agreeing.resume_title,
    What.PROMISE: agreeing.promise,
    What.HIDE: pressure.hide,
    What.DETAIN: pressure.detain_him,
    What.EXAMINE: pressure.examine,
    What.FREE: pressure.free,
    What.FINE: pressure.fine,
    What.PAY_FINE: pressure.pay_fine,
    What.SUMMON: pressure.summon,
    What.STAY_AWAY: pressure.stay_away,
    What.BRING_IN: pressure.bring_in,
    What.BAN: pressure.ban,
    What.WATCH: pressure.watch,
    What.LIST: listing.list_him,
    What.TRAVEL: listing.travel,
    What.COMMIT: listing.commit,
    What.DIE: course.die,
    What.INQUIRE: rounds.inquire,
    What.DECIDE: course.decide,
    What.RESUME: course.resume,
    What.REFER: course.refer,
    What.TURN_DOWN: course.turn_down,
}
_BETWEEN: Mapping[What, Act] = {
    What.ENTRUST: between.entrust,
    What.TAKE_UP: between.take_up,
    What.TELL_BACK: between.tell_back,
    What.OBJECT: between.object_,
    What.RULE: between.rule,
    What.GO_UP: between.go_up,
    What.REVIEW: between.review,
    What.JOIN: between.join,
    What.GRANT: between.grant,
}


class Scene:
    """The scene as it goes on."""

    def __init__(self, province: Province, lives: tuple[Life, ...]) -> None:
        self.province = province
        self.tally = Tally()
        self.dossiers = [Dossier(life, province.benches[life.court]) for life in lives]
        self.agenda: dict[int, list[tuple[Dossier, Turn]]] = defaultdict(list)
        for dossier in self.dossiers:
            for turn in dossier.life.turns:
                self.agenda[turn.day].append((dossier, turn))
        self.rows_asked = self.rows_told = 0

    def day(self, number: int) -> None:
        """One day everywhere."""
        self.province.at(START + timedelta(days=number))
        waiting: dict[What, list[Dossier]] = {What.LIMIT: [], What.END: []}
        died = [dossier.bench for dossier, turn in self.agenda[number] if turn.what is What.DIE]
        for dossier, turn in sorted(self.agenda[number], key=lambda one: (one[0].life.court, one[0].life.key)):
            self._turn(dossier, turn, waiting)
        for bench in self.province.benches:
            self._many(bench, clockwork.limit_many, waiting[What.LIMIT])
            self._many(bench, clockwork.end_many, waiting[What.END])
            clockwork.answer_searches(bench, self.tally)
            clockwork.sign(bench, self._fates(bench), self.tally)
            clockwork.bank_day(bench, [one for one in self.dossiers if one.bench is bench], self.tally)
            clockwork.evening(bench, self.tally, every_listing=number % 7 == 6 or bench in died)

    def _turn(self, dossier: Dossier, turn: Turn, waiting: dict[What, list[Dossier]]) -> None:
        if not dossier.case_id and turn.what is not What.APPLY:
            self.tally.refused[turn.what.value, "no_case"] += 1
        elif turn.what is What.LIMIT:
            waiting[What.LIMIT].append(dossier)
        elif turn.what is What.END:
            take(rounds.prepare_end, self.province, dossier, turn, self.tally)
            waiting[What.END].append(dossier)
        elif turn.what in _BETWEEN:
            take_between(_BETWEEN[turn.what], self.province, dossier, turn, self.tally)
        else:
            take(_ACTS[turn.what], self.province, dossier, turn, self.tally)

    def _many(
        self,
        bench: Bench,
        act: Callable[[Bench, list[Dossier], Tally], tuple[int, int]],
        dossiers: list[Dossier],
    ) -> None:
        asked, told = act(bench, [one for one in dossiers if one.bench is bench], self.tally)
        self.rows_asked += asked
        self.rows_told += told

    def _fates(self, bench: Bench) -> dict[int, Fate]:
        return {one.case_id: one.life.fate for one in self.dossiers if one.bench is bench and one.case_id}

    def filed_at(self, bench: Bench) -> int:
        """Cases that should be on a court's books: those filed there, and those it took up for another."""
        own = sum(bool(one.case_id) for one in self.dossiers if one.bench is bench)
        return own + sum(one.taker is not None and one.taker.bench is bench for one in self.dossiers)


def _silent(line: str) -> None:
    """Nobody listens."""


def hundred_days(
    folder: Path, *, cases: int = 3000, days: int = 100, seed: int = 7, told: Callable[[str], None] = _silent
) -> Outcome:
    """Live the days. Everything is checked at the end of each; the outcome says how often and whether all agreed.
    `told` hears a line every ten days."""
    outcome = Outcome("hundred-days", STORY.format(cases=cases, days=days))
    lives = lives_of(cases=cases, days=days, seed=seed)
    kept = Ledger()
    with opened_province(folder, START) as province:
        scene = Scene(province, lives)
        for number in range(days):
            scene.day(number)
            look(scene, kept)
            if number % 10 == 9 or number == days - 1:
                tell_day(outcome, scene, kept)
                told(
                    f"第 {number + 1} 日：核对 {sum(kept.checked.values()):,} 次，有误 {sum(kept.wrong.values()):,} 次"
                )
        tell_end(outcome, scene, kept)
    return outcome
