"""The 52 counterparties of the synthetic province: who holds property there, and how quickly each answers.

All names are invented; no real bank, payment company or register has one of them. The codes are those of the exchange.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from duixian.ports.agencies import AgencyKind


class Delay(StrEnum):
    """How quickly an agency answers an order, as a class; milliseconds are the simulator's."""

    PROMPT = "prompt"
    ORDINARY = "ordinary"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class AgencyOf:
    """An agency: its code in the exchange, its name, what it is, how quickly it answers. `local`: a bank of the
    province with outlets in every county, where most people there have their account."""

    code: str
    name: str
    kind: AgencyKind
    delay: Delay = Delay.ORDINARY
    local: bool = False


_LOCAL_BANKS: Final = ("云川银行", "临泽银行", "合成农村商业银行")
_BANKS: Final = (
    "宁州银行",
    "朔源银行",
    "岚溪银行",
    "澄原银行",
    "砚川银行",
    "棠江银行",
    "渌泽银行",
    "青崖银行",
    "霁川银行",
    "汀原银行",
    "沐江银行",
    "禾川银行",
    "槐泽银行",
    "景溪银行",
    "廷州银行",
    "芷原银行",
    "琅川银行",
    "松澜银行",
    "栖原银行",
    "望泽银行",
    "远溪银行",
    "昭原银行",
    "泓川银行",
    "翎州银行",
    "晴泽银行",
    "葭川商业银行",
    "梧原商业银行",
    "桐泽商业银行",
    "浔原商业银行",
    "瑶川商业银行",
    "南屏合成村镇银行",
    "河阳合成村镇银行",
    "青溪合成村镇银行",
    "北桥合成村镇银行",
    "西岭合成信用合作社",
)
_SLOW: Final = frozenset({"B09", "B21", "B36", "B37"})
_PROMPT: Final = frozenset({"B01", "B04", "B05", "B12"})


def _banks() -> tuple[AgencyOf, ...]:
    made = []
    for place, name in enumerate((*_LOCAL_BANKS, *_BANKS), start=1):
        code = f"B{place:02d}"
        delay = Delay.SLOW if code in _SLOW else Delay.PROMPT if code in _PROMPT else Delay.ORDINARY
        made.append(AgencyOf(code, name, AgencyKind.BANK, delay, local=name in _LOCAL_BANKS))
    return tuple(made)


AGENCIES: Final = (
    *_banks(),
    AgencyOf("W01", "合成付", AgencyKind.WALLET, Delay.PROMPT),
    AgencyOf("W02", "云川钱包", AgencyKind.WALLET, Delay.PROMPT),
    AgencyOf("W03", "泽通支付", AgencyKind.WALLET),
    AgencyOf("L01", "云川市不动产登记中心", AgencyKind.LAND, Delay.SLOW),
    AgencyOf("L02", "临泽市不动产登记中心", AgencyKind.LAND),
    AgencyOf("V01", "云川市车辆管理所", AgencyKind.VEHICLE),
    AgencyOf("V02", "临泽市车辆管理所", AgencyKind.VEHICLE, Delay.SLOW),
    AgencyOf("S01", "合成证券登记结算公司", AgencyKind.SECURITIES),
    AgencyOf("I01", "合成人寿保险公司", AgencyKind.INSURANCE),
    AgencyOf("I02", "云川财产保险公司", AgencyKind.INSURANCE, Delay.SLOW),
    AgencyOf("P01", "云川市住房公积金管理中心", AgencyKind.PROVIDENT_FUND),
    AgencyOf("P02", "临泽市住房公积金管理中心", AgencyKind.PROVIDENT_FUND),
    AgencyOf("C01", "云川市市场监督管理局", AgencyKind.COMPANY),
    AgencyOf("C02", "临泽市市场监督管理局", AgencyKind.COMPANY),
)
"""Thirty-eight banks, the first three of them local; three wallets; eleven registers, insurers and funds."""


def of_kind(kind: AgencyKind) -> tuple[AgencyOf, ...]:
    """The agencies of one kind, in the order of their codes."""
    return tuple(agency for agency in AGENCIES if agency.kind is kind)


def agency(code: str) -> AgencyOf:
    """The agency of a code. Raises `KeyError`."""
    return _BY_CODE[code]


_BY_CODE: Final = {agency.code: agency for agency in AGENCIES}
