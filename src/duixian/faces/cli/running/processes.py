"""The processes of a running court: started in order, watched, stopped in reverse order, found again after a crash."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GRACE_SECONDS = 12
"""How long a process may take to finish what it is doing before it is killed."""


@dataclass(frozen=True, slots=True)
class Program:
    """A process to run: what people call it, its command, and the port that says it is up (0: none)."""

    key: str
    title: str
    command: tuple[str, ...]
    port: int = 0


class Fallen(RuntimeError):
    """A process ended by itself; the message says which, how, and what it said last."""


class Family:
    """The children of one court. Their numbers are kept in a file, so that a later start finds those a crash left."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.logs = folder / "logs"
        self.file = folder / "processes"
        self.environment = dict(environment)
        self.running: list[tuple[Program, subprocess.Popen[bytes]]] = []

    def start(self, program: Program) -> None:
        """Start one, detached from the terminal: Ctrl-C reaches only the one who stops the others in order."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log_of(program).open("ab") as log:
            child = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
            )
        self.running.append((program, child))
        self.file.write_text("".join(f"{p.pid} {one.key}\n" for one, p in self.running), encoding="utf-8")

    def log_of(self, program: Program) -> Path:
        """Where a process writes what it has to say."""
        return self.logs / f"{program.key}.log"

    def wait_until_up(self, program: Program, *, seconds: float = 30.0) -> None:
        """Wait until its port answers. Raises `Fallen` when it ends instead, or says nothing in time."""
        deadline = time.monotonic() + seconds
        while not listening(program.port):
            self.check()
            if time.monotonic() > deadline:
                raise Fallen(f"{program.title}在 {seconds:.0f} 秒内没有就绪。{self._last_words(program)}")
            time.sleep(0.05)

    def check(self) -> None:
        """Raise `Fallen` when a process has ended."""
        for program, child in self.running:
            code = child.poll()
            if code is not None:
                how = f"被信号 {signal.Signals(-code).name} 终止" if code < 0 else f"退出码 {code}"
                raise Fallen(f"{program.title}（进程 {child.pid}）意外退出：{how}。{self._last_words(program)}")

    def stop(self) -> None:
        """Stop the last started first; each gets its time, then none is left."""
        for _, child in reversed(self.running):
            _end(child)
        self.running = []
        self.file.unlink(missing_ok=True)

    def _last_words(self, program: Program) -> str:
        log = self.log_of(program)
        tail = log.read_text(encoding="utf-8", errors="replace")[-600:].strip() if log.exists() else ""
        return f"日志：{log}" + (f"\n{tail}" if tail else "")


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=GRACE_SECONDS)
    # what the process started itself has its session and goes with it
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def end_orphans(folder: Path) -> int:
    """End what a killed start left running; only processes of this program are touched. Returns how many."""
    file = folder / "processes"
    ended = 0
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        pid = int(line.split()[0])
        if _is_ours(pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGTERM)
                _wait_gone(pid)
                ended += 1
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
    file.unlink(missing_ok=True)
    return ended


_MARKS = (
    "duixian.connectors.",
    "duixian.faces.cli",
    "duixian.config.wsgi",
    "duixian.config.hall",
    "duixian.config.screen",
)


def _wait_gone(pid: int) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except OSError:
            return
        time.sleep(0.05)


def _is_ours(pid: int) -> bool:
    """A process number is given out again: the command line must be one of our programs."""
    answer = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return any(mark in answer for mark in _MARKS)


def listening(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody answers on a port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a port can be listened on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def web(*, host: str, port: int, workers: int, threads: int) -> Program:
    """The web server."""
    return Program("web", "网页服务", web_command(host=host, port=port, workers=workers, threads=threads), port)


def web_command(*, host: str, port: int, workers: int, threads: int) -> tuple[str, ...]:
    """How granian serves the WSGI application."""
    arguments: Sequence[str] = (
        "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(threads), "--log-level", "warning", "--respawn-failed-workers",
        "--workers-kill-timeout", "5",
    )  # fmt: skip
    return (sys.executable, "-m", "granian", *arguments, "duixian.config.wsgi:application")


def hall_command(*, host: str, port: int) -> tuple[str, ...]:
    """How granian serves the bidding hall: one process, whose loop holds every open stream."""
    arguments = (
        "--interface", "asgi", "--host", host, "--port", str(port), "--workers", "1", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", "5",
    )  # fmt: skip
    return (sys.executable, "-m", "granian", *arguments, "duixian.config.hall:application")


def hall(*, port: int) -> Program:
    """The bidding hall."""
    return Program("hall", "竞价大厅", hall_command(host="127.0.0.1", port=port), port)


def screen_command(*, host: str, port: int, application: str = "duixian.config.screening") -> tuple[str, ...]:
    """How granian serves screening: one process, whose loop every look-up goes through."""
    arguments = (
        "--interface", "asgi", "--host", host, "--port", str(port), "--workers", "1", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", "5",
    )  # fmt: skip
    return (sys.executable, "-m", "granian", *arguments, f"{application}:application")


def screen(*, port: int) -> Program:
    """The screening server, on the court's database."""
    return Program("screen", "名单比对", screen_command(host="127.0.0.1", port=port), port)


def worker() -> Program:
    """The background worker."""
    return Program("worker", "后台任务", (sys.executable, "-m", "duixian.faces.cli.work"))


def bank(*, port: int, folder: Path) -> Program:
    """The simulated bank, a server of its own."""
    command = (
        sys.executable, "-m", "duixian.connectors.banks.simulator", "--port", str(port), "--data", str(folder),
        "--faults", "late_ms=3000",
    )  # fmt: skip
    return Program("bank", "模拟银行", command, port)


def agencies(*, port: int, folder: Path, seed: int, courts: Path, bank_port: int, delays: bool) -> Program:
    """The simulated agencies, one server for all of them; what they deduct goes to the simulated bank. `delays`: as
    slow as each says it is."""
    command = (
        sys.executable, "-m", "duixian.connectors.exchange.simulator", "--port", str(port), "--data", str(folder),
        "--seed", str(seed), "--courts", str(courts), "--court-bank", f"http://127.0.0.1:{bank_port}",
        *(("--delays",) if delays else ()),
    )  # fmt: skip
    return Program("agencies", "模拟协助单位", command, port)


def platforms(*, port: int, seed: int) -> Program:
    """The five simulated auction platforms."""
    command = (
        sys.executable, "-m", "duixian.connectors.platforms.simulator", "--port", str(port), "--seed", str(seed),
    )  # fmt: skip
    return Program("platforms", "模拟拍卖平台", command, port)
