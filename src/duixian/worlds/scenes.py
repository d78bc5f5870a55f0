"""The scenes of the reports as plain values: who claims what, how the money came. The same seed, the same people."""

import random
from dataclasses import dataclass
from datetime import date

from duixian.base.money import Fen, largest_remainder
from duixian.law.distribution import (
    Amounts,
    Claim,
    ClaimKind,
    Cost,
    CostKind,
    DebtorKind,
    PlanFacts,
    Proceeds,
    Security,
    SecurityKind,
)

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉红建文辉力"

MEMBERS = 278
MEMBERS_FUNDS: Fen = 43_000_000
MEMBERS_CLAIMS: Fen = 51_234_500
_LEAST: Fen = 100_000


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene: its name, what happened in one sentence, the facts, and the receipts the funds came in, fen."""

    name: str
    story: str
    facts: PlanFacts
    receipts: tuple[Fen, ...]


def person(dice: random.Random) -> str:
    """A common Chinese name; not a real person's, only by chance the same."""
    return dice.choice(SURNAMES) + "".join(dice.choice(GIVEN) for _ in range(dice.choice((1, 2, 2))))


def members(*, seed: int = 1, on: date = date(2026, 11, 22), claimed: Fen = MEMBERS_CLAIMS) -> Scene:
    """A gym closed: 278 members under as many titles, one organisation as debtor, 430,000.00 yuan in three receipts.

    `claimed`: the sum of all claims, fen, whole yuan; with `MEMBERS_FUNDS` the money is just enough, as in the report.
    """
    dice = random.Random(seed)
    spread = [int(dice.paretovariate(1.6) * 1000) for _ in range(MEMBERS)]
    extra = largest_remainder(claimed // 100 - MEMBERS * _LEAST // 100, spread)
    claims = tuple(
        Claim(
            key=f"{number:03d}",
            creditor=person(dice),
            case_number=f"（2026）苏0804执{1000 + number}号",
            amounts=Amounts(principal=_LEAST + yuan * 100),
        )
        for number, yuan in enumerate(extra, start=1)
    )
    receipts = (20_000_000, 15_000_000, 8_000_000)
    facts = PlanFacts(
        debtor="某某健身服务部",
        debtor_kind=DebtorKind.ORGANISATION,
        on=on,
        proceeds=tuple(Proceeds(f"到账{i}", f"第{i}笔到账", amount) for i, amount in enumerate(receipts, start=1)),
        claims=claims,
    )
    return Scene("members", "健身房关门，278名会员申请退费，执行到位430,000.00元。", facts, receipts)


def short(*, on: date = date(2026, 11, 22)) -> Scene:
    """One natural person, three applicants (wages, mortgage, ordinary), money for half: a flat sold and a deposit."""
    story = "一名被执行人、三名申请执行人（工资、抵押、普通），案款只够一半。"
    wages = Amounts(principal=8_640_000)
    bank = Amounts(principal=60_000_000, interest=3_215_000, fees=1_180_000, doubled=412_000)
    supplier = Amounts(principal=45_000_000, interest=2_700_000, fees=826_550, doubled=315_000)
    facts = PlanFacts(
        debtor="周建平",
        debtor_kind=DebtorKind.PERSON,
        on=on,
        proceeds=(Proceeds("房产", "房屋拍卖款", 52_000_000), Proceeds("存款", "扣划存款", 9_150_000)),
        claims=(
            Claim("工资", "何桂兰", wages, "（2026）苏0804执2101号", kind=ClaimKind.WAGES, title="1", control_rank=2),
            Claim(
                "抵押",
                "某某银行股份有限公司淮阴支行",
                bank,
                "（2026）苏0804执2102号",
                securities=(Security("房产", SecurityKind.MORTGAGE),),
                title="2",
                control_rank=3,
            ),
            Claim("货款", "某某建材有限公司", supplier, "（2026）苏0804执2103号", title="3", control_rank=1),
        ),
        costs=(
            Cost("执行费", "申请执行费", 1_461_855, CostKind.EXECUTION_FEE),
            Cost("评估费", "房屋评估费", 260_000, CostKind.APPRAISAL, proceeds="房产"),
            Cost("拍辅费", "拍卖辅助费", 180_000, CostKind.AUCTION, proceeds="房产"),
        ),
    )
    return Scene("short", story, facts, tuple(pot.amount for pot in facts.proceeds))
