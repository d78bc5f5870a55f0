"""A real Chromium in front of a real server on a database of the test's own."""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "faces" / "desk"))

CHROMIUM = os.environ.get("DUIXIAN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing."""


class _Threads(WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module. Its driver keeps an event loop in this thread, which Django will not work beside."""
    if not CHROMIUM:
        pytest.skip("needs Chromium (the Debian package chromium, or DUIXIAN_CHROMIUM)")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def site(real_db: str, django_db_blocker: Any) -> Iterator[str]:
    """A province with one case, committed, and the program serving it; yields the address."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from django.utils.timezone import localdate
    from province import draft, file, found_province, open_bank

    with django_db_blocker.unblock():
        province = found_province()
        open_bank(province.court)
        file(province.officer, draft(), on=localdate() - timedelta(days=3))
        connections.close_all()
        server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Threads, handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(timeout=10)
            server.server_close()
