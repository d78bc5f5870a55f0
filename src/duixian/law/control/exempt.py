"""What must be left to the debtor and to others, and how far (rulebook CTL-09 to CTL-11 and earmarked accounts)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from duixian.base.money import Fen
from duixian.law.citations import Citation, Status
from duixian.law.control.facts import MONEY, ClaimNature, HomeException, Living, Thing
from duixian.law.control.things import Earmark, HoldingKind
from duixian.law.params import Value, series


class Extent(StrEnum):
    """How far a thing is exempt."""

    NONE = "none"
    LIVING = "living"  # what the household needs
    NO_DEDUCTION = "no_deduction"  # may be held; taken only once its purpose is met
    NO_SALE = "no_sale"  # may be sealed, not sold
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Exemption:
    """How far one thing is exempt, why, and on what.

    `amount`: fen that stay free; of a thing that is exempt as a whole, all of it (None where its value is unknown).
    `controllable`: it may be frozen or sealed; `takeable`: what is controlled may be deducted or sold.
    """

    extent: Extent
    amount: Fen | None
    controllable: bool
    takeable: bool
    reason: str
    citation: Citation | None = None
    status: Status | None = None


_FREE: Final = Exemption(Extent.NONE, 0, True, True, "不属于豁免执行的财产")

_KEPT_FOR: Final[Mapping[Earmark, ClaimNature]] = {
    Earmark.MIGRANT_WAGES: ClaimNature.MIGRANT_WAGES,
    Earmark.PRESALE: ClaimNature.PROJECT,
}
"""The claims an account is set aside for: it stays open to them, if they arose from its own project."""

_REASON: Final[Mapping[Earmark, str]] = {
    Earmark.MINIMUM_LIVING: "最低生活保障金，全额豁免",
    Earmark.PENSION: "养老金、抚恤金，全额豁免（做法不一，从严保护）",
    Earmark.SOCIAL_INSURANCE: "社会保险基金，不得查封、冻结、扣划",
    Earmark.MEDICAL: "医疗救助资金，全额豁免",
    Earmark.PROVIDENT_FUND: "住房公积金可以冻结，符合提取条件的方可扣划（各地做法不一）",
    Earmark.MIGRANT_WAGES: "农民工工资专用账户，非为支付本项目农民工工资不得冻结、划拨",
    Earmark.PRESALE: "商品房预售资金监管账户，首次登记前可以冻结，不得扣划",
    Earmark.MARGIN: "保证金可以冻结，所担保的义务解除前不得扣划",
    Earmark.TRUST: "信托财产、代管资金，不属于被执行人可供执行的财产",
    Earmark.PARTY_FUNDS: "党费、工会经费，不得冻结、扣划",
}


def exemption(
    thing: Thing,
    living: Living | None,
    *,
    on: date,
    claim: ClaimNature = ClaimNature.ORDINARY,
    keep: Fen | None = None,
) -> Exemption:
    """How far `thing` is exempt from a claim on a day.

    `living` is a natural person's, None for others. `keep`: the part of the living allowance that falls to this account
    (`allowances`); without it the account is looked at alone, as if it were the only one. What a rule of later date
    protects is protected before it too: the first known value is used for earlier days.
    """
    if thing.necessity is not None:
        return _exempt(Extent.WHOLE, thing.value, "exempt_things", "法定不得查封、扣押、冻结的财产", on)
    if thing.kind is HoldingKind.HOME and thing.only_home:
        return _home(thing, on)
    if thing.earmark not in (Earmark.NONE, Earmark.WAGES):
        return _earmarked(thing, claim, on)
    if thing.kind is HoldingKind.PROVIDENT_FUND:
        reason = _REASON[Earmark.PROVIDENT_FUND]
        return _exempt(Extent.NO_DEDUCTION, 0, "exempt_provident_fund", reason, on)
    if living is None or thing.kind not in MONEY:
        return _FREE
    wages = thing.earmark is Earmark.WAGES
    left = living.allowance if keep is None else keep
    if left <= 0:
        return _FREE
    amount = left if thing.available is None else min(left, thing.available)
    source = "exempt_wages" if wages else "exempt_living"
    return _exempt(Extent.LIVING, amount, source, "保留被执行人及其所扶养家属的生活必需费用", on)


def allowances(things: Iterable[Thing], living: Living, *, on: date, kept: Fen = 0) -> dict[str, Fen]:
    """Where one debtor's living allowance stays: account → fen to be left free on it.

    It is left once for a household, not once an account: on the account wages come to first, then on the smallest, so
    that few accounts are touched; `kept` has been left free already. What all balances do not reach stays with the
    first account, so that money still to come is protected. Accounts that are exempt for another reason carry none.
    """
    accounts = sorted(
        (thing for thing in things if _carries(thing, on)),
        key=lambda t: (t.earmark is not Earmark.WAGES, t.available or 0, t.key),
    )
    left = max(0, living.allowance - kept)
    shares: dict[str, Fen] = {}
    for account in accounts:
        shares[account.key] = min(left, account.available or 0)
        left -= shares[account.key]
    if accounts:
        shares[accounts[0].key] += left
    return {key: share for key, share in shares.items() if share}


def _carries(thing: Thing, on: date) -> bool:
    return thing.kind in MONEY and thing.earmark in (Earmark.NONE, Earmark.WAGES) and thing.available is not None


def _earmarked(thing: Thing, claim: ClaimNature, on: date) -> Exemption:
    if thing.own_project and _KEPT_FOR.get(thing.earmark) is claim:
        source = f"exempt_{thing.earmark.value}"
        value = _value(source, on)
        return Exemption(Extent.NONE, 0, True, True, "该账户专为此类债权设立，可以执行", value.citation, value.status)
    source = f"exempt_{thing.earmark.value}"
    raw = _value(source, on).raw
    extent = Extent.WHOLE if raw == "own_claims" else Extent(raw)
    return _exempt(extent, thing.available if extent is Extent.WHOLE else 0, source, _REASON[thing.earmark], on)


def _home(thing: Thing, on: date) -> Exemption:
    if thing.home_exception is None:
        reason = "生活所必需的唯一住房，可以查封，不得拍卖、变卖或者抵债"
        return _exempt(Extent.NO_SALE, 0, "exempt_home", reason, on)
    value = _value("home_exception", on)
    return Exemption(Extent.NONE, 0, True, True, _HOME[thing.home_exception], value.citation, value.status)


_HOME: Final[Mapping[HomeException, str]] = {
    HomeException.SUPPORTER_HAS_HOME: "对被执行人有扶养义务的人名下有其他能够维持生活必需的居住房屋，可以执行",
    HomeException.MOVED_AWAY: "执行依据生效后被执行人转让其名下其他房屋，可以执行",
    HomeException.CREDITOR_HOUSES: "申请执行人提供居住房屋，或者同意从变价款中扣除五至八年租金，可以执行",
}


def _exempt(extent: Extent, amount: Fen | None, source: str, reason: str, on: date) -> Exemption:
    value = _value(source, on)
    controllable = extent is not Extent.WHOLE
    takeable = extent in (Extent.NONE, Extent.LIVING)
    return Exemption(extent, amount, controllable, takeable, reason, value.citation, value.status)


def _value(source: str, on: date) -> Value:
    table = series(f"control.{source}")
    return table.at(max(on, table.starts[0]))
