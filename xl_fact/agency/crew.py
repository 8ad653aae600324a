"""The processes that do the jobs: one for each brand, so many at once; what happens in one harms no other.

Each is a copy of a process that has imported all it needs (where the system can copy processes), so that a brand costs no
start of Python. A process whose parent is killed ends by itself.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from xl_fact.agency.job import Job, Outcome
from xl_fact.words import Words

_COPIES: Final = "forkserver"
_LOADED: Final = (
    "xl_fact.agency.job",
    "xl_fact.agency.ready",
    "xl_fact.store.store",
    "xl_fact.store.scanned",
    "xl_fact.whose",
    "xl_fact.report.build",
    "xl_fact.filling.write",
    "narwhals._pandas_like.dataframe",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "duckdb",
)
"""What the process that is copied has imported."""


class Crew:
    """Processes at work.

    Parameters
    ----------
    at_once : int
        How many brands are worked on at the same time.
    """

    def __init__(self, at_once: int):
        self.at_once = at_once
        copies = _COPIES in mp.get_all_start_methods()
        self._how: Any = mp.get_context(_COPIES if copies else "spawn")
        if copies:
            self._how.set_forkserver_preload(list(_LOADED))
        self._busy: dict[Connection, tuple[Any, Job]] = {}

    @property
    def busy(self) -> list[str]:
        """The brands that are worked on."""
        return [job.brand for _, job in self._busy.values()]

    def outcomes(self, jobs: Iterable[Job | Outcome]) -> Iterator[Outcome]:
        """Do the jobs, in the order in which they end; what is no job any more passes through."""
        waiting, ended = iter(jobs), list[Outcome]()
        try:
            while True:
                for job in waiting:
                    if isinstance(job, Outcome):
                        yield job
                        continue
                    self._start(job)
                    if len(self._busy) >= self.at_once:
                        break
                yield from ended
                if not self._busy:
                    return
                ended = list(self._ended())
        finally:
            for process, _ in self._busy.values():
                process.terminate()
                process.join()

    def _start(self, job: Job) -> None:
        here, there = self._how.Pipe(duplex=False)
        process = self._how.Process(target=_work, args=(job, there), daemon=True)
        process.start()
        there.close()
        self._busy[here] = (process, job)

    def _ended(self) -> Iterator[Outcome]:
        """Wait for a process and hear what came of its job."""
        for here in wait(list(self._busy)):
            assert isinstance(here, Connection)
            process, job = self._busy[here]
            try:
                outcome: Outcome | None = here.recv()
            except EOFError:
                outcome = None
            here.close()
            process.join()
            del self._busy[here]
            yield outcome or Outcome(job.brand, "failed", line=_died(process.exitcode))


def _work(job: Job, answer: Connection) -> None:
    """What a process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.chdir(job.here)
    answer.send(job.done())
    answer.close()


def _end_with_parent() -> None:
    parent = mp.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _died(code: int | None) -> Words:
    """That a process ended without a word."""
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return Words(
            f"出报告的进程被系统终止（{name}），多半是内存不够；--jobs 写小一点再运行一次",
            f"the process was ended by the system ({name}), most likely for want of memory; run it again with fewer --jobs",
        )
    return Words(f"出报告的进程中断了（退出码 {code}）", f"the process broke off (exit code {code})")
