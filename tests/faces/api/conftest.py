"""A court with a case, money and people, made by acting; and clients for them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from apikeys import key_of
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from duixian.domain.cases.models import Case
from duixian.testing.scenes.short import draft
from duixian.testing.scenes.stage import Stage, opened

DAY = date(2026, 5, 11)


@pytest.fixture
def stage(db: None, tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path, DAY) as here:
        yield here


@pytest.fixture
def case(stage: Stage) -> Case:
    """A case with 10,000.00 on its account."""
    filed = stage.file(draft(1, "何桂兰", "货款", 5_000_000, "周建平"))
    stage.pay_in(1_000_000, payer="周建平", case=filed)
    stage.import_statement()
    return filed


@pytest.fixture
def filed(case: Case) -> Iterator[Case]:
    """The same case, under a name that a test of the schema has free; requests leave the test's connection open."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield case
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def accountant(stage: Stage) -> Client:
    return Client(headers={"Authorization": key_of("accountant")})


@pytest.fixture
def officer(stage: Stage) -> Client:
    return Client(headers={"Authorization": key_of("officer")})


@pytest.fixture
def chief(stage: Stage) -> Client:
    return Client(headers={"Authorization": key_of("chief")})
