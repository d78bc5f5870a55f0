"""Files handed in for screening: one is worked on at a time, results are kept for who handed it in."""

import asyncio
import logging
import secrets
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from duixian.analytics.screening.bulk import Bulk, warm_up
from duixian.analytics.screening.index import Index
from duixian.analytics.screening.model import Register
from duixian.base.faults import BadInput, Fault
from duixian.faces.screen.files import ANSWERS, BAD, Summary, Witness, screen_file

RESULTS = (ANSWERS, BAD)
_log = logging.getLogger(__name__)


class Stage(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """A file: whose it is, how far it is, and what came of it."""

    key: str
    caller: str
    folder: Path
    on: date
    registers: frozenset[Register] | None = None
    stage: Stage = Stage.WAITING
    summary: Summary | None = None
    faults: tuple[Fault, ...] = field(default=())

    @property
    def file(self) -> Path:
        """What was handed in; gone once it is done."""
        return self.folder / "in"


@cache
def _warm_up() -> None:
    """Once a process."""
    with tempfile.TemporaryDirectory() as folder:
        warm_up(Path(folder))


class Jobs:
    """The files of one process. They do not outlive it: who finds his gone hands it in again."""

    def __init__(self, index: Index, folder: Path) -> None:
        self._index = index
        self._folder = folder
        self._jobs: dict[str, Job] = {}
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="files")

    def warm_up(self) -> None:
        """Have the loops of screening ready before the first file comes; look-ups need none of them."""
        self._worker.submit(_warm_up)

    def open(self, *, caller: str, on: date, registers: frozenset[Register] | None = None) -> Job:
        """A new file, to be screened against these registers (None: all); its content is written to `Job.file` before
        `start`."""
        key = secrets.token_urlsafe(16)
        folder = self._folder / key
        folder.mkdir(parents=True, mode=0o700)
        job = self._jobs[key] = Job(key, caller, folder, on, registers)
        return job

    def start(self, job: Job, witness: Witness) -> None:
        """Have it screened when its turn comes. `witness` is told of hits in a thread."""
        asyncio.get_running_loop().run_in_executor(self._worker, self._run, job, witness)

    def of(self, key: str, *, caller: str) -> Job | None:
        """A file of this caller; another's is none."""
        job = self._jobs.get(key)
        return job if job is not None and job.caller == caller else None

    def drop(self, job: Job) -> None:
        """Forget a file and its results."""
        self._jobs.pop(job.key, None)
        shutil.rmtree(job.folder, ignore_errors=True)

    def close(self) -> None:
        """Let the file under way come to its end; those that wait are dropped."""
        self._worker.shutdown(cancel_futures=True)

    def _run(self, job: Job, witness: Witness) -> None:
        job.stage = Stage.RUNNING
        scratch = job.folder / "list"
        try:
            bulk = Bulk(self._index.state, scratch=scratch, registers=job.registers)
            job.summary = screen_file(job.file, bulk, out=job.folder, on=job.on, witness=witness)
        except BadInput as bad:
            job.faults, job.stage = bad.faults, Stage.FAILED
        except Exception:
            _log.exception("a file could not be screened")
            job.faults = (Fault("screen.failed", "文件未能处理完毕", "请稍后重新提交；仍不成功请联系法院"),)
            job.stage = Stage.FAILED
        else:
            job.stage = Stage.DONE
        finally:
            job.file.unlink(missing_ok=True)
            shutil.rmtree(scratch, ignore_errors=True)
