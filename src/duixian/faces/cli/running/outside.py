"""Whom the demo court deals with: 52 simulated agencies, five simulated platforms, its own hall; and what it did."""

from datetime import date, datetime

import httpx

from duixian.connectors.exchange.simulator.service import signer_of
from duixian.faces.cli.running.keys import Keys
from duixian.worlds.agencies import AGENCIES
from duixian.worlds.courts import FLAGSHIP


def enter(*, seed: int, port: int, now: datetime) -> int:
    """Enter the agencies at the address they listen on today, and the platforms. Returns how many agencies were new or
    had moved; Django must be set up."""
    from django.db import transaction

    from duixian.domain.assets.models import Counterparty
    from duixian.domain.assets.services import counterparties
    from duixian.domain.courts import scope
    from duixian.domain.courts.models import Court
    from duixian.domain.trail.acting import Acting
    from duixian.testing.demo.platforms import enter_platforms

    court = Court.objects.get(code=FLAGSHIP)
    known = dict(Counterparty.objects.values_list("code", "url"))
    changed = 0
    with transaction.atomic(), scope.of_court(court.pk):
        enter_platforms()
        for agency in AGENCIES:
            url = f"http://127.0.0.1:{port}/{agency.code}"
            if known.get(agency.code) == url:
                continue
            counterparties.enter(
                acting=Acting.system(court.pk, "demo"),
                code=agency.code,
                name=agency.name,
                kind=agency.kind,
                url=url,
                public_key=signer_of(agency.code, seed=seed).public_key,
                simulated=True,
                now=now,
            )
            changed += 1
    return changed


def act(keys: Keys, *, port: int, now: datetime) -> None:
    """Search, control and sell at the flagship, over the running agencies."""
    from duixian.connectors.exchange.client import ExchangeAgency
    from duixian.domain.assets.models import Counterparty
    from duixian.faces.workers.couriers import WorkersByHand
    from duixian.testing.demo.control import play_control

    signer = keys.signer()

    def agency_of(counterparty: Counterparty) -> ExchangeAgency:
        return ExchangeAgency(
            counterparty.url, code=counterparty.code, public_key=counterparty.public_key, signer=signer
        )

    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:

        def tell(day: date | None) -> None:
            client.post("/admin/day", json={"day": day.isoformat() if day else None}).raise_for_status()

        play_control(couriers=WorkersByHand(), agency_of=agency_of, tell=tell, hall_key=keys.hall_key(), now=now)
        tell(None)
