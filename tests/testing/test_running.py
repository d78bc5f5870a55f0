"""The processes and the folder of a running court."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from duixian.faces.cli.demo import command
from duixian.faces.cli.running.home import Busy, Home
from duixian.faces.cli.running.logins import ROLES, one_per_role, secret_of
from duixian.faces.cli.running.processes import Fallen, Family, Program, end_orphans, free, listening

SLEEPS = (sys.executable, "-c", "import time; time.sleep(60)")


def server(port: int) -> Program:
    """A program that listens."""
    code = f"import http.server; http.server.HTTPServer(('127.0.0.1', {port}), None).serve_forever()"
    return Program("web", "网页服务", (sys.executable, "-c", code), port)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def family(tmp_path: Path) -> Family:
    return Family(tmp_path, os.environ)


def test_a_port_in_use_is_not_free(port: int, family: Family) -> None:
    assert free(port)
    program = server(port)
    family.start(program)
    try:
        family.wait_until_up(program)
        assert listening(port)
        assert not free(port)
    finally:
        family.stop()
    assert free(port)


def test_a_child_that_falls_is_named_with_its_last_words(family: Family) -> None:
    family.start(Program("worker", "后台任务", (sys.executable, "-c", "print('no paper'); raise SystemExit(3)")))
    family.running[0][1].wait(timeout=10)
    with pytest.raises(Fallen, match=r"后台任务（进程 \d+）意外退出：退出码 3") as fallen:
        family.check()
    assert "no paper" in str(fallen.value)
    assert "worker.log" in str(fallen.value)
    family.stop()


def test_stopping_leaves_nobody(family: Family, tmp_path: Path) -> None:
    family.start(Program("a", "甲", SLEEPS))
    family.start(Program("b", "乙", SLEEPS))
    children = [child for _, child in family.running]
    family.stop()
    assert all(child.poll() is not None for child in children)
    assert not (tmp_path / "processes").exists()


def test_orphans_of_a_crash_are_ended_and_strangers_are_not(tmp_path: Path) -> None:
    ours = subprocess.Popen((*SLEEPS, "duixian.faces.cli.work"), start_new_session=True)
    stranger = subprocess.Popen(SLEEPS, start_new_session=True)
    try:
        (tmp_path / "processes").write_text(f"{ours.pid} worker\n{stranger.pid} web\n")
        assert end_orphans(tmp_path) == 1
        assert ours.wait(timeout=10) != 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_one_folder_is_held_by_one_start(tmp_path: Path) -> None:
    first, second = Home(tmp_path / "court"), Home(tmp_path / "court")
    first.hold()
    with pytest.raises(Busy, match=str(os.getpid())):
        second.hold()
    first.release()
    second.hold()
    second.release()


def test_fresh_removes_the_court_and_nothing_else(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "web.log").write_text("x")
    (tmp_path / "province.json").write_text("{}")
    (tmp_path / "my notes.txt").write_text("keep")
    home.clear()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my notes.txt"]


def test_a_taken_port_is_refused_by_number_with_a_remedy(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        answer = CliRunner().invoke(command, ["--home", str(tmp_path), "--port", str(number)])
    assert answer.exit_code == 1
    assert f"端口 {number} 已被其他程序占用" in answer.output
    assert "--port" in answer.output
    assert not (tmp_path / "pg").exists()


def test_there_is_one_login_for_every_office() -> None:
    people = one_per_role()
    assert [title for title, _ in people] == list(ROLES.values())
    assert len({officer.username for _, officer in people}) == len(ROLES)


def test_an_authenticator_is_made_from_the_seed() -> None:
    assert secret_of("donghu.chief", seed=1) == secret_of("donghu.chief", seed=1)
    assert secret_of("donghu.chief", seed=1) != secret_of("donghu.chief", seed=2)
    assert len(secret_of("donghu.chief", seed=1)) == 32
