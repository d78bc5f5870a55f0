"""A round that may be ended, for tests that take one thing away from it."""

from datetime import date, timedelta

from duixian.law.ending import (
    Approved,
    Asked,
    AssetSeen,
    DebtorSeen,
    Interest,
    QueryClass,
    RoundEndFacts,
    Signed,
    Unexecutable,
)

FILED = date(2026, 3, 2)
ON = date(2026, 7, 1)


def signed(key: str, on: date = ON - timedelta(days=3), **more: str) -> Signed:
    """A record an officer signed."""
    return Signed(key, on, "执行员李卫东", f"{key}笔录", **({"what": key} | more))


def asked(on: date = ON - timedelta(days=20), *, offices: int = 3, answered: int = 3) -> Asked:
    """A class every agency answered about."""
    return Asked(offices, answered, on)


def debtor(name: str = "黎明华", **more: object) -> DebtorSeen:
    """One with whom everything was done."""
    known: dict[str, object] = {
        "key": name,
        "name": name,
        "natural": True,
        "notice_issued": FILED,
        "notice_served": signed("送达"),
        "report_issued": FILED,
        "report_served": signed("送达"),
        "report_checked": signed("报告核查"),
        "limit": "（2026）苏0804执1号限制消费令",
        "whereabouts": signed("下落"),
        "queries": {kind: asked() for kind in QueryClass},
        "interests": {Interest.DIVIDENDS: signed("股息")},
    }
    return DebtorSeen(**(known | more))  # type: ignore[arg-type]


def car(**more: object) -> AssetSeen:
    """A sealed car nobody found."""
    known: dict[str, object] = {
        "key": "1",
        "title": "苏H12345小型轿车",
        "owner": "黎明华",
        "cash": False,
        "registered_movable": True,
        "sealed": True,
        "worth": 5_000_000,
        "reason": Unexecutable.NOT_HELD,
        "record": signed("查找车辆"),
    }
    return AssetSeen(**(known | more))  # type: ignore[arg-type]


def money(fen: int, **more: object) -> AssetSeen:
    """An account with so much to take."""
    return AssetSeen(key="9", title="活期账户", owner="黎明华", cash=True, reachable=fen, worth=fen, **more)  # type: ignore[arg-type]


def facts(**more: object) -> RoundEndFacts:
    """Everything there, signed by the president."""
    known: dict[str, object] = {
        "on": ON,
        "began_on": FILED,
        "opens_on": date(2026, 6, 3),
        "claim": 10_000_000,
        "remaining": 9_000_000,
        "debtors": (debtor(),),
        "assets": (car(),),
        "inquiries": (signed("现场调查"),),
        "obstruction": signed("没有妨害执行的行为"),
        "talk": signed("约谈"),
        "panel": signed("合议"),
        "approved": Approved("院长", True, ON),
    }
    return RoundEndFacts(**(known | more))  # type: ignore[arg-type]
