"""Deducted money on its way to the court's bank: sent until it is taken, booked there once by its key.

With the address of a (simulated) bank the money is announced there as a receipt; without one it stays listed here.
"""

import asyncio
import json
import logging
from dataclasses import asdict, dataclass
from typing import Final

import httpx

from duixian.base.money import Fen, yuan
from duixian.connectors.exchange.simulator.acts import Payment
from duixian.connectors.exchange.simulator.books import AgencyNamed
from duixian.connectors.exchange.simulator.store import Row, Store
from duixian.ports.agencies import Order

_PAUSE: Final = 0.05
_AFTER_FAILURE: Final = 1.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Transfer:
    """One payment of an agency to a court; `amount` fen. `key` names it at the bank, for ever."""

    key: str
    agency: str
    payer: str
    payer_account: str
    account: str
    holder: str
    amount: Fen
    reference: str
    remark: str
    sub_account: str
    sent: bool = False
    refused: str = ""


class Transfers:
    """The transfers of all agencies of a server. `bank` the address of the court's bank, empty for none."""

    def __init__(self, store: Store, *, bank: str = "") -> None:
        self.bank = bank.rstrip("/")
        self.every: dict[str, Transfer] = {}
        self._unsent: dict[str, Transfer] = {}
        self._unsaved: list[Transfer] = []
        self._store = store
        for row in store.rows("transfer", ""):
            transfer = Transfer(**json.loads(row.body))
            self.every[row.id] = transfer
            if not transfer.sent:
                self._unsent[row.id] = transfer

    def add(self, agency: AgencyNamed, order: Order, payment: Payment) -> Transfer:
        """Put money on its way; remembered together with the answer that reports it (`unsaved`)."""
        key = f"{agency.code}-{order.ground.court_code}-{order.key}-{len(self.every)}"
        transfer = Transfer(
            key=key,
            agency=agency.code,
            payer=payment.asset.subject.name,
            payer_account=payment.asset.holding.reference,
            account=payment.to.account,
            holder=payment.to.holder,
            amount=payment.amount,
            reference=payment.to.reference,
            remark=f"{payment.to.reference} {payment.case_number} {agency.name}扣划",
            sub_account=payment.to.sub_account,
        )
        self.every[key] = self._unsent[key] = transfer
        if self._store.durable:
            self._unsaved.append(transfer)
        return transfer

    def unsaved(self) -> list[Row]:
        """What has to be remembered with the next transaction."""
        rows = [_row(transfer) for transfer in self._unsaved]
        self._unsaved.clear()
        return rows

    async def send_all(self) -> None:
        """Send what is due, for ever; ends when it is cancelled."""
        async with httpx.AsyncClient(timeout=10) as client:
            while True:
                pause = _PAUSE
                for transfer in list(self._unsent.values()):
                    if not await self._send(client, transfer):
                        pause = _AFTER_FAILURE
                await asyncio.sleep(pause)

    async def _send(self, client: httpx.AsyncClient, transfer: Transfer) -> bool:
        body = {
            "account": transfer.account,
            "amount": yuan(transfer.amount),
            "key": transfer.key,
            "payer": transfer.payer,
            "payer_account": transfer.payer_account,
            "payer_bank": transfer.agency,
            "remark": transfer.remark,
            "sub_account": transfer.sub_account,
        }
        try:
            answer = await client.post(f"{self.bank}/admin/receipts", json=body)
        except httpx.HTTPError as error:
            _log.warning("the court's bank did not take %s: %s", transfer.key, error)
            return False
        if answer.status_code != httpx.codes.OK:
            transfer.refused = answer.text[:200]
            return False
        transfer.sent, transfer.refused = True, ""
        del self._unsent[transfer.key]
        self._store.save([_row(transfer)])
        return True


def _row(transfer: Transfer) -> Row:
    return Row("transfer", "", transfer.key, json.dumps(asdict(transfer), ensure_ascii=False))
