"""People who open pages: a province made by acting, and clients that are logged in as the program logs in."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from province import PASSWORD, SECRET, LogIn, Province, found_province, open_bank

from duixian.domain.courts.models import Officer
from duixian.faces.desk.accounts import secondfactor


@pytest.fixture(autouse=True)
def quick_hashing(settings: Any) -> None:
    """A password takes half a second to hash, on purpose; eight people a test would take the tests away."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def province(db: None) -> Province:
    """Three courts with staff; the basic courts have a bank account."""
    made = found_province()
    for court in (made.court, made.other):
        open_bank(court)
    return made


@pytest.fixture
def log_in() -> LogIn:
    """Log in through the pages, with the second factor where the officer's roles ask for it."""

    def act(officer: Officer) -> Client:
        client = Client()
        if officer.must_use_second_factor:
            secondfactor.enrol_totp(officer, SECRET)
        answer = client.post("/login", {"username": officer.username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        if officer.must_use_second_factor:
            code = secondfactor.current_code(SECRET, at=datetime.now().astimezone())
            answer = client.post("/login/factor", {"code": code})
            assert answer.status_code == 302, answer.content.decode()
        return client

    return act
