"""`duixian demo`: a court on this machine, from nothing to a login in under a minute, and away again on Ctrl-C."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from duixian.faces.cli.running.home import Home
    from duixian.faces.cli.running.processes import Family, Program
    from duixian.testing.demo import Loaded, Step
    from duixian.worlds.province import Province

BANK_PORT, HALL_PORT, AGENCY_PORT, PLATFORM_PORT, SCREEN_PORT = 8010, 8020, 8030, 8040, 8050


@click.command("demo", short_help="在本机运行一个合成法院（内置 PostgreSQL）")
@click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), envvar="DUIXIAN_HOME", default=Path("var/demo"),
    show_default=True, help="存放全部数据的文件夹。",
)  # fmt: skip
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="网页端口。")
@click.option("--bank-port", default=BANK_PORT, show_default=True, type=click.IntRange(1, 65535), help="模拟银行端口。")
@click.option("--hall-port", default=HALL_PORT, show_default=True, type=click.IntRange(1, 65535), help="竞价大厅端口。")
@click.option(
    "--agency-port", default=AGENCY_PORT, show_default=True, type=click.IntRange(1, 65535), help="模拟协助单位端口。"
)
@click.option(
    "--platform-port",
    default=PLATFORM_PORT,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="模拟拍卖平台端口。",
)
@click.option(
    "--screen-port", default=SCREEN_PORT, show_default=True, type=click.IntRange(1, 65535), help="名单比对服务端口。"
)
@click.option("--seed", default=1, show_default=True, type=int, help="同一种子生成同一个省。")
@click.option("--cases", default=3000, show_default=True, type=click.IntRange(100, 100_000), help="案件数。")
@click.option("--fresh", is_flag=True, help="删除该文件夹里已有的演示法院，重新生成。")
@click.option("--codes", is_flag=True, help="只打印登录名和此刻的动态码（演示法院运行时可用）。")
def command(
    home: Path,
    port: int,
    bank_port: int,
    hall_port: int,
    agency_port: int,
    platform_port: int,
    screen_port: int,
    seed: int,
    cases: int,
    fresh: bool,
    codes: bool,
) -> None:
    """运行合成省：1 个高院、2 个中院、6 个基层法院，40 名工作人员，3,000 件案件。按 Ctrl-C 停止。

    所有写入都在一个文件夹内；再次启动不重新生成。全部人员、案件、款项均为合成数据。
    """
    from duixian.embedded import ClusterError
    from duixian.faces.cli.console import console
    from duixian.faces.cli.running.home import Busy, Home
    from duixian.faces.cli.running.processes import Fallen, end_orphans

    out = console()
    if codes:
        _print_codes(home, out)
        return
    house = Home(home)
    try:
        house.hold()
    except Busy as busy:
        raise click.ClickException(f"{busy}\n请先停止它（Ctrl-C），或用 --home 另指一个文件夹。") from busy
    try:
        if orphans := end_orphans(house.folder):
            out.print(f"上次没有正常停止：已结束留下的 {orphans} 个进程。")
        ports = Ports(
            web=port,
            bank=bank_port,
            hall=hall_port,
            agencies=agency_port,
            platforms=platform_port,
            screen=screen_port,
        )
        _ports_or_refuse(ports)
        if fresh:
            house.clear()
        _Court(house, out, ports=ports, seed=seed, cases=cases).run()
    except (Fallen, ClusterError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        house.release()


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each program listens."""

    web: int
    bank: int
    hall: int
    agencies: int
    platforms: int
    screen: int

    def by_option(self) -> dict[str, int]:
        """The ports by the options that move them."""
        return {
            "--port": self.web,
            "--bank-port": self.bank,
            "--hall-port": self.hall,
            "--agency-port": self.agencies,
            "--platform-port": self.platforms,
            "--screen-port": self.screen,
        }


def _ports_or_refuse(ports: Ports) -> None:
    from duixian.faces.cli.running.processes import free

    taken: dict[int, str] = {}
    for option, number in ports.by_option().items():
        if number in taken:
            raise click.ClickException(f"{option} 与 {taken[number]} 指定了同一端口 {number}。请各用一个端口。")
        taken[number] = option
        if not free(number):
            raise click.ClickException(
                f"端口 {number} 已被其他程序占用。请停止占用它的程序，或换一个端口：duixian demo {option} {number + 80}"
            )


def make_province(seed: int, as_of: date, cases: int) -> "Province":
    """The province, in a process of its own: drawn while the database makes its tables."""
    from duixian.worlds.province import province

    return province(seed=seed, as_of=as_of, cases=cases)


class _Court:
    """One run from start to stop."""

    def __init__(self, house: "Home", out: "Console", *, ports: Ports, seed: int, cases: int) -> None:
        self.house = house
        self.out = out
        self.ports = ports
        self.seed = seed
        self.cases = cases
        self.began = time.monotonic()
        self.stopping = threading.Event()
        self.family: Family | None = None
        self.screen_key = ""

    def run(self) -> None:
        """Start everything, wait for the end, stop everything."""
        from duixian.faces.cli.running import outside

        self._catch_signals()
        try:
            with self._phase("启动数据库"):
                self.house.start_database()
            if self.house.has_court():
                with self._phase("打开已有的法院"):
                    self.house.open()
                    outside.enter(seed=self._seed(), port=self.ports.agencies, now=datetime.now().astimezone())
            else:
                self._make()
            if not self.stopping.is_set():
                self._start_programs()
                self._greet()
                self._watch()
        except KeyboardInterrupt:
            self.out.print("已中断。")
        finally:
            self._stop()

    # --------------------------------------------------------------------------------------------------------- making

    def _make(self) -> None:
        """The first start: tables, province, authenticators, samples."""
        from duixian.faces.cli.running import logins, samples
        from duixian.worlds.courts import staff

        now = datetime.now().astimezone()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            drawing = pool.submit(make_province, self.seed, now.date(), self.cases)
            loaded = self._load(drawing.result)
        with self._phase("登录与样例文件"):
            logins.enrol([officer.username for officer in staff()], seed=self.seed)
            samples.write(
                self.house.folder / "samples",
                seed=self.seed,
                as_of=now.date(),
                now=now,
                at_the_bank=loaded.at_the_bank,
            )
        with self._phase("银行开户，登记协助单位和拍卖平台，演示网络查控与拍卖"):
            self._act_outside(loaded, now)
        with self._phase("演示和解、强制措施、名单、异议等程序"):
            self._act_procedure(now)
        with self._phase("整理数据库"):
            self.house.complete()

    def _act_outside(self, loaded: "Loaded", now: datetime) -> None:
        """What needs the bank and the agencies: accounts, and the flagship's search, control and sales."""
        from duixian.faces.cli.running import bank, outside
        from duixian.faces.cli.running.keys import keys_in
        from duixian.faces.cli.running.processes import Family

        opening = Family(self.house.folder, self._environment())
        programs = self._outside(delays=False)
        try:
            for program in programs:
                opening.start(program)
            for program in programs:
                opening.wait_until_up(program)
            bank.open_accounts(f"http://127.0.0.1:{self.ports.bank}", at_the_bank=loaded.at_the_bank)
            outside.enter(seed=self.seed, port=self.ports.agencies, now=now)
            outside.act(keys_in(self.house.folder / "keys"), port=self.ports.agencies, now=now)
        finally:
            opening.stop()

    def _act_procedure(self, now: datetime) -> None:
        """What the flagship does besides money and property."""
        from duixian.testing.demo.procedure import play_procedure

        play_procedure(seed=self.seed, now=now)

    def _load(self, province: "Callable[[], Province]") -> "Loaded":
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        from duixian.faces.cli.running.logins import PASSWORD

        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.out) as bar:
            task = bar.add_task("建立表结构，生成合成省", total=self.cases)

            def show(step: "Step") -> None:
                bar.update(task, completed=step.done, total=step.of, description=f"载入 {step.court}")
                if self.stopping.is_set():
                    raise KeyboardInterrupt

            loaded = self.house.load(province, password=PASSWORD, progress=show)
            bar.update(task, description="合成省已载入")
        return loaded

    # -------------------------------------------------------------------------------------------------------- running

    def _environment(self) -> dict[str, str]:
        """What the processes of this court need to find everything."""
        from duixian.faces.cli.running.keys import keys_in

        address = f"http://127.0.0.1:{self.ports.web}"
        return {
            **os.environ,
            **self.house.environment(),
            **keys_in(self.house.folder / "keys").environment(),
            "DUIXIAN_BANK_URL": f"http://127.0.0.1:{self.ports.bank}",
            "DUIXIAN_HALL_URL": f"http://127.0.0.1:{self.ports.hall}",
            "DUIXIAN_HALL_ORIGINS": f"{address},http://localhost:{self.ports.web}",
            "DUIXIAN_SCREEN_URL": f"http://127.0.0.1:{self.ports.screen}",
            "DUIXIAN_PLATFORM_URL": f"http://127.0.0.1:{self.ports.platforms}",
            "DUIXIAN_SITE": address,
            "DJANGO_SETTINGS_MODULE": "duixian.config.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def _seed(self) -> int:
        """The seed of the province that stands here; agencies and their keys follow from it."""
        made = self.house.made()
        return made.seed if made else self.seed

    def _outside(self, *, delays: bool) -> "tuple[Program, Program]":
        """The two that courts talk to and that hold their own books: the bank and the agencies."""
        from duixian.faces.cli.running import processes
        from duixian.faces.cli.running.keys import keys_in

        bank = processes.bank(port=self.ports.bank, folder=self.house.folder / "bank")
        agencies = processes.agencies(
            port=self.ports.agencies,
            folder=self.house.folder / "agencies",
            seed=self._seed(),
            courts=keys_in(self.house.folder / "keys").courts,
            bank_port=self.ports.bank,
            delays=delays,
        )
        return bank, agencies

    def _start_programs(self) -> None:
        from duixian.faces.cli.running import processes, screening

        environment = self._environment()
        self.screen_key = screening.demo_key(self.house.folder / "keys", now=datetime.now().astimezone())
        self.family = processes.Family(self.house.folder, environment)
        bank, agencies = self._outside(delays=True)
        platforms = processes.platforms(port=self.ports.platforms, seed=self._seed())
        hall = processes.hall(port=self.ports.hall)
        screen = processes.screen(port=self.ports.screen)
        web = processes.web(host="127.0.0.1", port=self.ports.web, workers=2, threads=4)
        with self._phase("启动银行、协助单位、拍卖平台、后台任务、竞价大厅、名单比对、网页"):
            for program in (bank, agencies, platforms, processes.worker(), hall, screen, web):
                self.family.start(program)
            for program in (bank, agencies, platforms, hall, screen, web):
                self.family.wait_until_up(program)
        self.house.announce(environment)

    def _watch(self) -> None:
        assert self.family is not None
        while not self.stopping.wait(0.5):
            self.family.check()
            if self.house.cluster.pid() is None:
                from duixian.faces.cli.running.processes import Fallen

                raise Fallen(f"数据库意外退出。日志：{self.house.cluster.log}")

    def _stop(self) -> None:
        """The web first, then the worker, then the bank, the database last; a second Ctrl-C does not cut it short."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        began = time.monotonic()
        self.house.withdraw()
        if self.family is not None:
            self.family.stop()
        self.house.disconnect()
        self.house.cluster.stop()
        self.out.print(f"已停止（{time.monotonic() - began:.1f} 秒）。数据留在 {self.house.folder}")

    def _catch_signals(self) -> None:
        def end(number: int, frame: FrameType | None) -> None:
            if self.stopping.is_set() or self.family is None:
                raise KeyboardInterrupt
            self.stopping.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)

    # -------------------------------------------------------------------------------------------------------- telling

    @contextmanager
    def _phase(self, title: str) -> Iterator[None]:
        began = time.monotonic()
        with self.out.status(f"{title}…"):
            yield
        self.out.print(f"  {title}  [dim]{time.monotonic() - began:.1f} 秒[/dim]")

    def _greet(self) -> None:
        made = self.house.made()
        assert made is not None
        took = time.monotonic() - self.began
        self.out.print()
        self.out.print(
            f"[bold]合成省法院已就绪：http://127.0.0.1:{self.ports.web}[/bold]  [dim]（{took:.1f} 秒）[/dim]"
        )
        print_logins(self.out, seed=made.seed)
        self.out.print(
            f"  竞价大厅服务：http://127.0.0.1:{self.ports.hall}/hall/health；协助单位、拍卖平台、银行均为模拟"
        )
        self.out.print(f"  模拟银行柜台（任何人可在此交款）：http://127.0.0.1:{self.ports.bank}/")
        self.out.print(
            f"  名单比对服务：http://127.0.0.1:{self.ports.screen}/，演示机构的密钥：{self.screen_key}", soft_wrap=True
        )
        self.out.print(f"  样例文件（对账单、裁判文书）：{self.house.folder / 'samples'}")
        self.out.print(
            f"  种子 {made.seed}，{made.cases:,} 件案件，数据截至 {made.as_of}。日志：{self.house.folder / 'logs'}"
        )
        self.out.print("  动态码每 30 秒更换：duixian demo --codes 再次打印。按 Ctrl-C 停止。")


def print_logins(out: "Console", *, seed: int) -> None:
    """One login for every office, with the codes of this moment."""
    from duixian.faces.cli.console import Sheet, whole
    from duixian.faces.cli.running.logins import PASSWORD, logins

    sheet = Sheet([*whole("岗位", "登录名", "密码", "动态码", "姓名", "法院")])
    for login in logins(seed=seed, now=datetime.now().astimezone()):
        sheet.add(login.title, login.username, PASSWORD, login.code or "（不需要）", login.name, login.court)
    out.print(sheet)


def _print_codes(home: Path, out: "Console") -> None:
    from duixian.faces.cli import place
    from duixian.faces.cli.running.home import Home

    made = Home(home).made()
    if made is None:
        raise click.ClickException(f"{home} 里还没有演示法院。请先运行 duixian demo。")
    place.set_up_django(home)
    print_logins(out, seed=made.seed)
