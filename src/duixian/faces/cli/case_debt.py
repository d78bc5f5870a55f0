"""The debt of a case in the database, as `duixian debt` prints it for a facts file."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from duixian.base.faults import BadInput, Fault
from duixian.base.money import display, yuan
from duixian.faces.cli import place
from duixian.faces.cli.cases import case_of


def show(
    case_number: str, on: date, as_json: bool, conventions: Mapping[str, str] | None = None, home: Path | None = None
) -> bool:
    """Print the debt of one case on a day; whether it could be computed. `conventions` replace some of the title's."""
    try:
        place.set_up_django(home)
        found = _debt(case_number, on, dict(conventions or {}))
    except BadInput as bad:
        if as_json:
            faults = [fault.as_json() for fault in bad.faults]
            click.echo(json.dumps({"source": case_number, "ok": False, "faults": faults}, ensure_ascii=False, indent=2))
        else:
            click.echo(str(bad), err=True)
        return False
    if as_json:
        click.echo(json.dumps(_as_json(case_number, found), ensure_ascii=False, indent=2))
    else:
        _print(found)
    return True


def _debt(case_number: str, on: date, chosen: dict[str, str]) -> Any:
    from duixian.domain.cases.terms import to_json
    from duixian.domain.courts import scope
    from duixian.flows.state_debt import conventions_of, debt_of
    from duixian.law.interest.document import read_conventions

    with scope.of_all_courts():
        case = case_of(case_number)
        conventions = None
        if chosen:
            faults: list[Fault] = []
            conventions = read_conventions({**to_json(conventions_of(case)), **chosen}, faults)
            if faults:
                raise BadInput.of(faults)
        return debt_of(case, on=on, conventions=conventions)


def _as_json(source: str, debt: Any) -> dict[str, Any]:
    from duixian.law.interest.document import statement_as_json

    return {
        "source": source,
        "ok": True,
        "number": debt.case.number,
        "court": debt.case.court.name,
        "debt": statement_as_json(debt.statement) if debt.statement else None,
        "execution_fee": yuan(debt.fee.due),
        "execution_fee_open": yuan(debt.fee_open),
        "to_pay": yuan(debt.to_pay),
        "faults": [fault.as_json() for fault in debt.faults],
    }


def _print(debt: Any) -> None:
    from duixian.faces.cli.console import console, say
    from duixian.faces.cli.debt_table import print_statement

    out = console()
    say(out, f"{debt.case.number}　{debt.case.court.name}", style="bold")
    if debt.statement is None:
        say(out, "执行依据没有金钱给付")
    else:
        print_statement(out, debt.statement)
    say(out, f"申请执行费 {display(debt.fee.due)}，未收 {display(debt.fee_open)}；应付合计 {display(debt.to_pay)}")
    for fault in debt.faults:
        say(out, f"注意　{fault}", style="yellow")
