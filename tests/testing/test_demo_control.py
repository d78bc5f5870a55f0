"""What the demo's flagship did about property: acted over real simulated agencies, on a small province."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Model

from duixian.connectors.exchange.client import ExchangeAgency
from duixian.connectors.exchange.signing import Signer
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.domain.assets.models import Control, ControlOrder, Counterparty, OrderState
from duixian.domain.cases.models import Application, Approval, Objection, Review
from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound, Disposal
from duixian.domain.disposal.services import hall
from duixian.domain.lists.models import ConsumptionLimit, Listing
from duixian.domain.measures.models import Measure
from duixian.domain.settlements.models import Promise, Settlement
from duixian.embedded import Cluster
from duixian.faces.cli.running import outside
from duixian.faces.cli.verification import verify
from duixian.faces.workers.couriers import WorkersByHand
from duixian.law.disposal import check_log
from duixian.testing.demo import load
from duixian.testing.demo.control import play_control
from duixian.testing.demo.procedure import play_procedure
from duixian.worlds.province import province

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


PROCEDURE = {
    Application: {"received", "supplement"},
    Settlement: {"in_force", "breached", "entered"},
    Promise: {"open", "broken"},
    Listing: {"suspended"},
    ConsumptionLimit: {"in_force", "lifted"},
    Measure: {"in_force", "lifted"},
    Objection: {"under_review"},
    Review: {"filed"},
}
"""What stands at the flagship on the day of looking at least, in so small a province."""


def _lived() -> dict[type[Model], set[str]]:
    return {model: set(model.objects.values_list("state", flat=True)) for model in PROCEDURE}  # type: ignore[attr-defined]


def test_the_flagship_searched_controls_sells_and_shows_every_procedure(real_db: str, cluster: Cluster) -> None:
    signer, key = Signer.generate("DUIXIAN"), Ed25519PrivateKey.generate()
    load(province(seed=3, as_of=NOW.date(), cases=600), password="for tests only")
    with SimulatedAgencies(seed=3, courts={signer.code: signer.public_key}) as agencies:
        port = int(agencies.url.rsplit(":", 1)[1])
        assert outside.enter(seed=3, port=port, now=NOW) == 52
        assert outside.enter(seed=3, port=port, now=NOW) == 0

        def agency_of(one: Counterparty) -> ExchangeAgency:
            return ExchangeAgency(one.url, code=one.code, public_key=one.public_key, signer=signer)

        play_control(couriers=WorkersByHand(), agency_of=agency_of, tell=agencies.set_day, hall_key=key, now=NOW)
        with scope.of_all_courts():
            assert not ControlOrder.objects.filter(state__in=(OrderState.APPROVED, OrderState.SENT)).exists()
        play_procedure(seed=3, now=NOW)

    with scope.of_all_courts():
        assert Control.objects.filter(state="in_force").count() >= 10
        states = set(Disposal.objects.values_list("state", flat=True))
        assert {"bidding", "announced", "sold"} <= states
        open_round = AuctionRound.objects.get(state="open")
        assert open_round.bids_count == 3
        log = hall.entries(open_round.pk)
        public = key.public_key()

        def verifies(signed: bytes, signature: bytes) -> bool:
            public.verify(signature, signed)
            return True

        assert check_log(log, public_key_verify=verifies, running=True).faults == ()
        lived = _lived()
        assert all(lived[model] >= states for model, states in PROCEDURE.items()), lived
        assert not Approval.objects.filter(decided_at__gt=NOW).exists()
    assert verify(cluster.dsn(real_db)).findings == []
