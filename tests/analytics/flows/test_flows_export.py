"""A trace leaves the program whole, and is read by others as what it is. Accounts keep their codes as more are met."""

import csv
import io
from xml.etree import ElementTree

import polars as pl
import pytest

from duixian.analytics.flows.accounts import Accounts
from duixian.analytics.flows.attribution import Rule, attribute
from duixian.analytics.flows.export import as_csv, as_entities, as_graphml
from duixian.analytics.flows.model import TRANSFERS, Keep, Limits, Trace
from duixian.analytics.flows.network import Network
from duixian.analytics.flows.trace import trace
from duixian.base.faults import BadInput

NAMES = {0: "6222000000000001", 1: '=HYPERLINK("x")', 2: "甲<乙>&"}
MIDNIGHT = 1_735_660_800_000
"""2025-01-01 00:00 in China."""
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def network() -> Network:
    rows = [(0, 1, MIDNIGHT, 100_050), (1, 2, MIDNIGHT + 1_500, 90_000), (1, 3, MIDNIGHT + 2_500, 50_000)]
    return Network.build(pl.DataFrame(rows, schema=TRANSFERS, orient="row"))


@pytest.fixture
def found() -> Trace:
    return trace(network(), [0], limits=Limits(keep=Keep.OLDEST, keep_first=5))


def test_the_table_tells_money_in_yuan_time_in_china_and_the_row_it_came_from(found: Trace) -> None:
    fen = attribute(network(), found, rule=Rule.FIRST_IN).fen

    first, second, third = csv.DictReader(io.StringIO(as_csv(found, NAMES, attributed=fen.tolist())))

    assert (first["金额（元）"], first["归属金额（元）"], first["承接行"]) == ("1000.50", "1000.50", "")
    assert (second["时间"], second["承接行"]) == ("2025-01-01T00:00:01.500+08:00", "1")
    assert (third["收款账户"], third["归属金额（元）"]) == ("#3", "100.50")


def test_a_name_that_would_be_calculated_is_text(found: Trace) -> None:
    first, *_ = csv.DictReader(io.StringIO(as_csv(found, NAMES)))

    assert first["收款账户"] == '\'=HYPERLINK("x")'
    assert first["付款账户"] == NAMES[0]


def test_the_graph_has_every_account_and_transfer_with_names_as_they_are(found: Trace) -> None:
    graph = ElementTree.fromstring(as_graphml(found, NAMES, attributed=[1, 2, 3]))

    nodes = {node.get("id"): node.find(f"{GRAPHML}data[@key='name']") for node in graph.iter(f"{GRAPHML}node")}
    edges = [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{GRAPHML}edge")]
    assert {place: name.text for place, name in nodes.items() if name is not None} == {
        "a0": NAMES[0],
        "a1": NAMES[1],
        "a2": NAMES[2],
        "a3": "#3",
    }
    assert edges == [("a0", "a1"), ("a1", "a2"), ("a1", "a3")]
    declared = {key.get("id") for key in graph.iter(f"{GRAPHML}key")}
    assert {data.get("key") for data in graph.iter(f"{GRAPHML}data")} == declared


def test_followthemoney_takes_every_entity_and_every_value(found: Trace) -> None:
    ftm = pytest.importorskip("followthemoney", reason="followthemoney is installed for benchmarks only")

    for told in as_entities(found, NAMES):
        entity = ftm.model.get_proxy(told, cleaned=False)
        assert {name: sorted(entity.get(name)) for name in told["properties"]} == {
            name: sorted(values) for name, values in told["properties"].items()
        }
    assert sum(told["schema"] == "Payment" for told in as_entities(found, NAMES)) == 3


def test_accounts_keep_their_codes_as_more_are_met() -> None:
    first = Accounts.none().grown(pl.Series(["b", "a", "b"]), pl.Series(["c", "a", "a"]))

    more = first.grown(pl.Series(["d", "a"]))

    assert first.keys.to_list() == ["b", "a", "c"]
    assert more.codes(pl.Series(["d", "b", "x", "c"])).to_list() == [3, 0, None, 2]
    assert more.key(3) == "d"
    assert more.codes(pl.Series(["a"])).dtype == TRANSFERS["source"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_row_without_an_account_is_refused(nothing: str | None) -> None:
    with pytest.raises(BadInput) as refused:
        Accounts.none().grown(pl.Series("付款账号", ["a", nothing]))

    assert refused.value.faults[0].field == "付款账号"
