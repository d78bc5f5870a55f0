"""Entering an agency: what nobody could speak to, or only in the clear, is not entered."""

import pytest
from courthouse import CourtHouse

from duixian.base.faults import BadInput
from duixian.domain.assets.models import Counterparty
from duixian.domain.assets.services import counterparties
from duixian.domain.trail.acting import Acting
from duixian.ports.agencies import AgencyKind

KEY = "A" * 43 + "="


def enter(own: CourtHouse, url: str, key: str = KEY, *, simulated: bool = False) -> None:
    counterparties.enter(
        acting=Acting.system(own.court.pk, "setup"), code="B01", name="宁州银行", kind=AgencyKind.BANK, url=url,
        public_key=key, simulated=simulated, now=own.now,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "key", "code"),
    [
        ("http://bank.example/B01", KEY, "counterparty.not_encrypted"),
        ("file:///etc/passwd", KEY, "counterparty.url"),
        ("https://court@bank.example/B01", KEY, "counterparty.url"),
        ("https://bank.example/B01?to=other", KEY, "counterparty.url"),
        ("https://bank.example:port/", KEY, "counterparty.url"),
        ("bank.example", KEY, "counterparty.url"),
        ("https://bank.example/B01", "key", "counterparty.key"),
        ("https://bank.example/B01", KEY[4:], "counterparty.key"),
    ],
)
def test_an_address_or_key_that_cannot_be_right_is_refused(own: CourtHouse, url: str, key: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        enter(own, url, key)

    assert [fault.code for fault in refused.value.faults] == [code]
    assert not Counterparty.objects.exists()


def test_a_simulated_agency_may_be_spoken_to_in_the_clear(own: CourtHouse) -> None:
    enter(own, "http://127.0.0.1:8021/B01", simulated=True)
    assert Counterparty.objects.get().url == "http://127.0.0.1:8021/B01"
