"""The days, one after the other: turns, signatures, agencies, the bank, the rounds of the program, and the checks."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from duixian.base.money import Fen
from duixian.testing.scenes.hundred_days import (
    agreeing,
    between,
    clockwork,
    course,
    listing,
    on_the_spot,
    pressure,
    rounds,
)
from duixian.testing.scenes.hundred_days.checks import Ledger, look
from duixian.testing.scenes.hundred_days.courts import Bench, Province, opened_province
from duixian.testing.scenes.hundred_days.dossier import Act, Dossier, Tally, attempt, take, take_between
from duixian.testing.scenes.hundred_days.telling import tell_day, tell_end
from duixian.testing.scenes.hundred_days.unlawful import TRIALS
from duixian.testing.scenes.outcome import Outcome
from duixian.worlds.hundred_days import COURTS, START, Fate, Life, Turn, What
from duixian.worlds.hundred_days import hundred_days as lives_of

STORY = (
    "{cases:,}件案件经历{days}个模拟日：立案、执行通知、和解、拘传拘留罚款、限消失信、终本及恢复、委托、异议复议、结案；"
    "每日逐项核对，并逐项尝试违法办理。种子 {seed}。当事人、银行、查控协助单位、外部法院的答复和时钟均为模拟；"
    "数据库、账簿、文书、签名均为实作，每一办理为一个事务。各种经历的比例是假设，不是任何法院的统计。"
)

_ACTS: Mapping[What, Act] = {
    What.APPLY: course.apply,
    What.SERVE: course.serve,
    What.PAY: course.pay,
    What.AGREE: agreeing.agree,
    What.RESUME_TITLE: agreeing.resume_title,
    What.HAND_OVER: agreeing.hand_over,
    What.PROMISE: agreeing.promise,
    What.HIDE: pressure.hide,
    What.DETAIN: pressure.detain_him,
    What.EXAMINE: pressure.examine,
    What.FREE: pressure.free,
    What.FINE: pressure.fine,
    What.PAY_FINE: pressure.pay_fine,
    What.SEND_UP: pressure.send_up,
    What.HEAR_BACK: pressure.hear_back,
    What.SUMMON: pressure.summon,
    What.STAY_AWAY: pressure.stay_away,
    What.BRING_IN: pressure.bring_in,
    What.BAN: pressure.ban,
    What.WATCH: pressure.watch,
    What.LIST: listing.list_him,
    What.TRAVEL: listing.travel,
    What.COMMIT: listing.commit,
    What.KEEP_WORD: listing.keep_word,
    What.DIE: course.die,
    What.INQUIRE: rounds.inquire,
    What.TAKE_AGAIN: rounds.take_again,
    What.EXTEND: course.extend,
    What.DECIDE: course.decide,
    What.RESUME: course.resume,
    What.REFER: course.refer,
    What.HEAR_INSOLVENCY: course.hear_insolvency,
    What.ASK_TO_SEARCH: on_the_spot.ask_to_search,
    What.SEARCH: on_the_spot.search,
    What.ASK_TO_EVICT: on_the_spot.ask_to_evict,
    What.POST: on_the_spot.post,
    What.MOVE_OUT: on_the_spot.move_out,
    What.LOOK_OUT: pressure.look_out,
}
_BETWEEN: Mapping[What, Act] = {
    What.ENTRUST: between.entrust,
    What.TAKE_UP: between.take_up,
    What.TELL_BACK: between.tell_back,
    What.CALL_BACK: between.call_back,
    What.HEAR_RECALL: between.hear_recall,
    What.ASK_TASK: between.ask_task,
    What.TAKE_TASK: between.take_task,
    What.FINISH_TASK: between.finish_task,
    What.READ_RESULT: between.read_result,
    What.OBJECT: between.object_,
    What.RULE: between.rule,
    What.GO_UP: between.go_up,
    What.REVIEW: between.review,
    What.JOIN: between.join,
    What.GRANT: between.grant,
}


_NIGHTS = 25
"""The round of the night over every entry of the lists is made after so many days: it is there for what the rounds of
the minute missed, and is checked to find nothing."""
_ACCOUNTS: Mapping[Fate, Fen] = {Fate.HAS_LITTLE: 120_000, Fate.RESUMED: 8_000_000}
"""What is in the account the bank finds, fen."""


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
        self.rows_asked = self.rows_told = self.missed = 0

    def days(self, number: int) -> list[int]:
        """The numbers of the days: those before the first on which something happened, and then `number` in a row."""
        return sorted(day for day in self.agenda if day < 0) + list(range(number))

    def day(self, number: int) -> None:
        """One day everywhere."""
        self.province.at(START + timedelta(days=number))
        waiting: dict[What, list[Dossier]] = {What.LIMIT: [], What.END: []}
        for dossier, turn in sorted(self.agenda[number], key=lambda one: (one[0].life.court, one[0].life.key)):
            self._turn(dossier, turn, waiting)
        accounts = self._accounts(number)
        for bench in filter(self.filed_at, self.province.benches):
            self._many(bench, clockwork.limit_many, waiting[What.LIMIT])
            self._many(bench, clockwork.end_many, waiting[What.END])
            clockwork.answer_searches(bench, self.tally, accounts)
            clockwork.sign(bench, self._fates(bench), self.tally)
            clockwork.bank_day(bench, [one for one in self.dossiers if one.bench is bench], self.tally)
            clockwork.evening(bench, self.tally, self.province.seal)
            if number % _NIGHTS == _NIGHTS - 1:
                self.missed += clockwork.night(bench)

    def _turn(self, dossier: Dossier, turn: Turn, waiting: dict[What, list[Dossier]]) -> None:
        if not dossier.case_id and turn.what is not What.APPLY:
            self.tally.fail(f"{dossier.life.fate}/{turn.what}", "no_case")
        elif turn.what is What.TRY:
            attempt(TRIALS[turn.ground], dossier, turn, self.tally)
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

    def _accounts(self, number: int) -> dict[str, Fen]:
        """The accounts the bank knows of on a day; whose round was ended has one only afterwards."""
        return {
            one.life.debtor.number: _ACCOUNTS[one.life.fate]
            for one in self.dossiers
            if one.life.fate in _ACCOUNTS and (one.life.fate is not Fate.RESUMED or number >= 0)
        }

    def _fates(self, bench: Bench) -> dict[int, Fate]:
        return {one.case_id: one.life.fate for one in self.dossiers if one.bench is bench and one.case_id}

    def filed_at(self, bench: Bench) -> int:
        """Cases that should be on a court's books: those filed there, and those it took up for another."""
        own = sum(bool(one.case_id) for one in self.dossiers if one.bench is bench)
        return own + sum(one.taker is not None and one.taker.bench is bench for one in self.dossiers)


def _silent(line: str) -> None:
    """Nobody listens."""


def hundred_days(
    folder: Path,
    *,
    cases: int = 3000,
    days: int = 100,
    seed: int = 7,
    first: Sequence[Fate] = tuple(Fate),
    courts: int = len(COURTS),
    told: Callable[[str], None] = _silent,
) -> Outcome:
    """Live the days at `courts` courts; the first cases have the fates `first`. Everything is checked at the end of
    each day; the outcome says how often and whether all agreed. `told` hears a line every ten days."""
    outcome = Outcome("hundred-days", STORY.format(cases=cases, days=days, seed=seed))
    lives = lives_of(cases=cases, days=days, seed=seed, first=first, courts=courts)
    kept = Ledger()
    opening = min(life.began for life in lives)
    with opened_province(folder, min(START, opening)) as province:
        scene = Scene(province, lives)
        for number in scene.days(days):
            scene.day(number)
            last = number == days - 1
            look(scene, kept, everywhere=last or number % 10 == 9)
            if number >= 0 and (number % 10 == 9 or last):
                tell_day(outcome, scene, kept)
                told(
                    f"第 {number + 1} 日：核对 {sum(kept.checked.values()):,} 次，有误 {sum(kept.wrong.values()):,} 次"
                )
        tell_end(outcome, scene, kept)
    return outcome
