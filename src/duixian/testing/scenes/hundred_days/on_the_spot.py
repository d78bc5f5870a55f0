"""What is done at the debtor's door: a search in which women are searched by women, an eviction after its deadline."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from duixian.domain.measures.services.measures import Order
from duixian.flows.measures import on_spot
from duixian.law.measures import MeasureKind
from duixian.law.measures.conduct import BodySearch, Officer, OnSpot
from duixian.testing.scenes.hundred_days.courts import Bench, Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.testing.scenes.hundred_days.pressure import lay, misconduct_of
from duixian.worlds.hundred_days import Turn

_K = MeasureKind
_DEADLINE = timedelta(days=10)


def ask_to_search(province: Province, dossier: Dossier, turn: Turn) -> None:
    """That his flat be searched is proposed."""
    act = misconduct_of(dossier)
    lay(dossier, Order(kind=_K.SEARCH, grounds="隐匿账册", misconduct=act, place=dossier.life.debtor.address))


def search(province: Province, dossier: Dossier, turn: Turn) -> None:
    """Two officers, his wife, somebody of the neighbourhood committee; the wife is searched by a woman."""
    _search(dossier, by_woman=True)()


def search_by_a_man(dossier: Dossier) -> Callable[[], object]:
    """The same, with a man who searches the wife."""
    return _search(dossier, by_woman=False)


def _search(dossier: Dossier, *, by_woman: bool) -> Callable[[], object]:
    bench, measure = dossier.bench, dossier.measure()
    body = BodySearch("其妻", searched_is_woman=True, by="乙" if by_woman else "甲", by_is_woman=by_woman)
    spot = _spot(bench, dossier, _K.SEARCH, bodies=(body,), inventory=("账册三本（卧室）",))
    return lambda: on_spot.search(acting=bench.officer, measure=measure, spot=spot, on=bench.today, now=bench.now)


def ask_to_evict(province: Province, dossier: Dossier, turn: Turn) -> None:
    """That he be moved out of a house that was sold is proposed, with a day until which he may go by himself."""
    until = dossier.bench.today + _DEADLINE
    place = dossier.life.debtor.address
    lay(dossier, Order(kind=_K.EVICT, grounds="房屋已拍卖成交，拒不迁出", until=until, place=place))


def post(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The notice is put up at the door."""
    bench = dossier.bench
    moment = bench.now
    on_spot.post_notice(
        acting=bench.officer, measure=dossier.measure(), at=moment, place="门上", on=bench.today, now=bench.now
    )


def move_out(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The deadline is over and he is still there."""
    clear(dossier)()


def clear(dossier: Dossier) -> Callable[[], object]:
    """Clearing the house, today."""
    bench, measure = dossier.bench, dossier.measure()
    spot = _spot(bench, dossier, _K.EVICT, inventory=("家具一批（已移交其子）",))
    return lambda: on_spot.move_out(acting=bench.officer, measure=measure, spot=spot, on=bench.today, now=bench.now)


def _spot(bench: Bench, dossier: Dossier, kind: MeasureKind, **more: Any) -> OnSpot:
    started = bench.now
    return OnSpot(
        kind=kind,
        started=started,
        ended=bench.now,
        place=dossier.life.debtor.address,
        officers=(Officer("甲", "001"), Officer("乙", "002")),
        owner_side="其妻",
        grassroots="居委会工作人员",
        **more,
    )
