"""Things, debtors and proposals in few words."""

from datetime import date

from duixian.law.control import ChoicePractice, HoldingKind, Liable, Living, Thing, propose

ON = date(2026, 11, 22)
PRACTICE = ChoicePractice.of(ON)
NO_TRIFLE = ChoicePractice.of(ON, trifle=0)
LEAST_EXCESS = ChoicePractice.of(ON, cash_first=False)
COMPANY = Liable("d", natural=False)
LIVING = Living(monthly=800_00, household=3, months=3)  # 7,200 yuan
PERSON = Liable("d", natural=True, living=LIVING)


def cash(key, available, **more):
    return Thing(key, "d", HoldingKind.DEPOSIT, available=available, **more)


def car(key, value, **more):
    return Thing(key, "d", HoldingKind.VEHICLE, value=value, **more)


def land(key, value, **more):
    return Thing(key, "d", HoldingKind.LAND, value=value, **more)


def home(key, value, **more):
    return Thing(key, "d", HoldingKind.HOME, value=value, **more)


def chosen(need, *things, debtors=(COMPANY,), practice=PRACTICE, **more):
    return propose(need, things, debtors=debtors, practice=practice, on=ON, **more)


def amounts(proposal):
    return {line.key: line.amount for line in proposal.lines}


def why(proposal):
    return {out.key: out.why for out in proposal.left_out}
