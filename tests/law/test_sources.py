"""Nothing rests on an instrument that the register does not have."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from duixian import law
from duixian.base.procedure import Procedure
from duixian.law.params import document
from duixian.law.sources import is_practice, parts, register, source_of, sources_of


def procedures() -> dict[str, Procedure[Any]]:
    """Every table of the law, wherever it stands."""
    found = {}
    for module in pkgutil.walk_packages(law.__path__, f"{law.__name__}."):
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, Procedure):
                found[name] = value
    return found


def rows(value: Any) -> Iterator[dict[str, Any]]:
    """Every row of a parameter file that cites something, however deep."""
    if isinstance(value, dict):
        if "instrument" in value:
            yield value
        for inner in value.values():
            yield from rows(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from rows(inner)


TABLES = procedures()


def test_the_tables_of_the_case_are_among_those_looked_at() -> None:
    assert {"CASE_LIFE", "APPLICATION_LIFE", "CONTROL_LIFE", "ROUND_LIFE"} <= set(TABLES)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_basis_of_a_table_is_in_the_register(name: str) -> None:
    for move in TABLES[name]:
        assert sources_of(move.basis), f"{move.act} in {move.source}"


@pytest.mark.parametrize("file", ["limits", "approvals", "grounds", "pauses"])
def test_every_limit_ground_and_signature_rests_on_the_register(file: str) -> None:
    cited = list(rows(document(file)))

    assert len(cited) > 5
    for row in cited:
        assert is_practice(row["instrument"]) or source_of(row["instrument"])


def test_no_name_means_two_instruments() -> None:
    names = [name for one in register() for name in one.names]

    assert len(names) == len(set(names))


def test_a_basis_of_several_articles_is_parted_outside_brackets() -> None:
    basis = "民事诉讼法（2023）第二百六十八条；法发〔2014〕26号第17条（终结；销案）"

    assert parts(basis) == ("民事诉讼法（2023）第二百六十八条", "法发〔2014〕26号第17条（终结；销案）")


def test_an_instrument_nobody_entered_is_refused() -> None:
    with pytest.raises(KeyError):
        sources_of("《民事强制执行法》第1条")
