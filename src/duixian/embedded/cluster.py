"""One PostgreSQL cluster in one folder: made, started, stopped, found again after a crash."""

import contextlib
import getpass
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import sql

from duixian.embedded import binaries

_STILL_DYING = "pre-existing shared memory block"
"""What PostgreSQL says when children of a killed server still live; they end by themselves within seconds."""

SOCKET_LIMIT = 100
"""A unix socket's path must stay under 107 bytes with the file's own name."""


class ClusterError(RuntimeError):
    """The database could not be found, made or started; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The two logins: the owner of the tables, and the application, which row security binds."""

    owner: str = "duixian_owner"
    app: str = "duixian_app"


class Cluster:
    """A PostgreSQL in `home`. `durable=False` switches fsync off, for tests only."""

    def __init__(
        self,
        home: Path,
        *,
        durable: bool = True,
        settings: Mapping[str, str] = MappingProxyType({}),
        roles: Roles | None = None,
    ) -> None:
        self.home = _home_for(home.resolve())
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.durable = durable
        self.settings = dict(settings)
        self.roles = roles or Roles()
        self.port = 5432
        self._server: subprocess.Popen[bytes] | None = None

    # where things are

    @property
    def socket_dir(self) -> Path:
        """Beside the data when the path is short enough, else a private folder under the system's temporary one."""
        near = self.home / "run"
        if len(os.fsencode(near)) < SOCKET_LIMIT - 20:
            return near
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"duixian-{digest}"

    def dsn(self, database: str, user: str | None = None) -> str:
        """A libpq connection string for `database` as `user` (the superuser when None)."""
        return f"host={self.socket_dir} port={self.port} dbname={database} user={user or 'postgres'}"

    def environment(self, database: str) -> dict[str, str]:
        """The variables by which the rest of the program finds this database."""
        return {
            "DUIXIAN_DB_HOST": str(self.socket_dir),
            "DUIXIAN_DB_PORT": str(self.port),
            "DUIXIAN_DB_NAME": database,
            "DUIXIAN_DB_USER": self.roles.app,
            "DUIXIAN_DB_OWNER": self.roles.owner,
        }

    # life

    def start(self, *, wait: float = 30.0) -> None:
        """Make the cluster if it is not there, start the server, wait until it answers. Raises `ClusterError`."""
        self.home.mkdir(parents=True, exist_ok=True)
        major = self._cluster_version()
        programs = binaries.choose(major)
        if programs is None:
            wanted = f"版本 {major}" if major else f"版本 {binaries.OLDEST} 以上"
            raise ClusterError(
                f"找不到可用的 PostgreSQL（需要{wanted}）。请运行 make setup，或用 DUIXIAN_PG_BIN 指明其 bin 目录。"
            )
        programs = self._reachable(programs)
        self.socket_dir.mkdir(parents=True, exist_ok=True)
        self._own(self.home, self.socket_dir)
        if major is None:
            self._make(programs)
        self._forget_dead_server()
        options = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.socket_dir}'",
            "port": str(self.port),
            "max_connections": "120",
            "shared_buffers": "256MB",
            "timezone": "'Asia/Shanghai'",
            "log_min_messages": "warning",
            "max_wal_size": "2GB",
            "jit": "off",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options |= self.settings
        command = [str(programs / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value.strip(chr(39))}"]
        written = self.log.stat().st_size if self.log.exists() else 0
        self._server = self._launch(command)
        deadline = time.monotonic() + wait
        while True:
            try:
                psycopg.connect(self.dsn("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError as error:
                ended, late = self._server.poll() is not None, time.monotonic() > deadline
                said = self.log.read_bytes()[written:].decode(errors="replace")
                if ended and not late and _STILL_DYING in said:
                    # after kill -9 of the server its children take a moment to notice and go
                    time.sleep(0.2)
                    written = self.log.stat().st_size
                    self._server = self._launch(command)
                elif ended or late:
                    raise ClusterError(f"PostgreSQL 未能启动：{error}\n{said[-800:]}") from error
                time.sleep(0.05)

    def _launch(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, **self._identity()
            )

    def stop(self) -> None:
        """Stop cleanly (fast shutdown); harmless when it does not run."""
        pid = self.pid()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        if self._server is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._server.wait(timeout=30)
            self._server = None
            return
        deadline = time.monotonic() + 30
        while self.pid() is not None and time.monotonic() < deadline:
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill the server and all its children with -9: what a power cut does. For experiments."""
        pid = self.pid()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(os.getpgid(pid), signal.SIGKILL)
        if self._server is not None:
            self._server.wait(timeout=30)
            self._server = None

    def pid(self) -> int | None:
        """The server's process number, None when it is not running."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        return pid

    # contents

    def ensure_database(self, name: str, *, template: str | None = None) -> bool:
        """Create the roles and the database if they are missing; True when the database was made now."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            for role in (self.roles.owner, self.roles.app):
                known = connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone()
                if not known:
                    connection.execute(
                        sql.SQL("create role {} login nosuperuser nobypassrls nocreatedb nocreaterole").format(
                            sql.Identifier(role)
                        )
                    )
            if connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
                return False
            statement = sql.SQL("create database {} owner {} template {} encoding 'UTF8' locale 'C'").format(
                sql.Identifier(name), sql.Identifier(self.roles.owner), sql.Identifier(template or "template0")
            )
            connection.execute(statement)
            return True

    def drop_database(self, name: str) -> None:
        """Drop a database and whoever is still connected to it."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    # inside

    def _cluster_version(self) -> int | None:
        try:
            return int((self.data / "PG_VERSION").read_text().strip())
        except (OSError, ValueError):
            return None

    def _make(self, programs: Path) -> None:
        if self.data.exists() and any(self.data.iterdir()):
            raise ClusterError(f"{self.data} 不是空目录，也不是数据库目录。请移开后重试。")
        command = [
            str(programs / "initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C", "--no-instructions", *(() if self.durable else ("--no-sync",)),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.home, **self._identity())
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise ClusterError(f"initdb 失败：{done.stderr.strip()[-600:]}")

    def _forget_dead_server(self) -> None:
        """After kill -9 a pid file may name a process that is gone or is another program by now."""
        if self.pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            return
        try:
            psycopg.connect(self.dsn("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return
        raise ClusterError(f"此目录的数据库已在运行：{self.data}")

    def _identity(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root; as root we start it as an unprivileged user."""
        if os.geteuid() != 0:
            return {}
        account = _unprivileged()
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _own(self, *folders: Path) -> None:
        if os.geteuid() != 0:
            for folder in folders:
                folder.chmod(0o700)
            return
        account = _unprivileged()
        for folder in folders:
            os.chown(folder, account.pw_uid, account.pw_gid)
            folder.chmod(0o755)

    def _reachable(self, programs: Path) -> Path:
        """As root, the server's user may be unable to enter the folder of the programs: then use a copy."""
        if os.geteuid() != 0 or _enterable(programs):
            return programs
        copy = self.home / "programs"
        if not (copy / "bin" / "postgres").exists():
            shutil.copytree(programs.parent, copy, dirs_exist_ok=True, symlinks=True)
        return copy / "bin"


def _enterable(folder: Path) -> bool:
    """Whether any user may pass through every folder on the way."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (folder, *folder.parents) if step.exists())


def _home_for(folder: Path) -> Path:
    """`folder`, or as root, when an unprivileged server could not enter it (under /root, say), one under /var/tmp."""
    if os.geteuid() != 0 or _enterable(folder.parent):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/var/tmp") / f"duixian-{digest}"


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ClusterError(f"找不到可用来运行数据库的普通用户（当前用户 {getpass.getuser()}）。")
