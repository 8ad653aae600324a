"""The process of a tab, from the server's side: asked, listened to, ended at any time with all that it started."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

_LINE: Final = 1 << 28
"""Bytes of the longest answer."""
_PATIENCE: Final = 5.0
"""Seconds that a process gets to leave in good order."""


class Worker:
    """A process that does one job after the other.

    Parameters
    ----------
    folder : Path
        Where it works; its temporary files lie there too.
    loud : bool
        Whether what it complains of is shown in the terminal.
    """

    def __init__(self, folder: Path, *, loud: bool = False):
        self.folder, self.loud = folder, loud
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start it ahead, so that nobody waits for what it imports."""
        if self.pid is not None:
            return
        places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.folder))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # nothing in its folder is ever imported
            "-m",
            "xl_fact.app.work",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=None if self.loud else asyncio.subprocess.DEVNULL,
            cwd=self.folder,
            env={**os.environ, **places, "PYTHONIOENCODING": "utf-8"},
            limit=_LINE,
            start_new_session=True,
        )

    async def ask(
        self, request: Mapping[str, Any], heard: Callable[[dict[str, Any]], None]
    ) -> dict[str, Any]:
        """Have a job done; what comes before the answer is heard. When this is cancelled, the process is ended."""
        try:
            await self.start()
            process = self._process
            assert process
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps({**request, "folder": str(self.folder)}).encode() + b"\n")
            await process.stdin.drain()
            while line := await process.stdout.readline():
                said: dict[str, Any] = json.loads(line)
                if "step" not in said:
                    return said
                heard(said)
        except (BrokenPipeError, ConnectionResetError):
            pass
        except asyncio.CancelledError:
            await self.end()
            raise
        await self.end()
        return {
            "error": [
                "处理的进程意外结束，请再试一次",
                "the process that did it ended unexpectedly; try again",
            ]
        }

    async def end(self) -> None:
        """End it: first so that it leaves nothing half-done, then for good, with its children."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                if sys.platform == "win32":
                    process.kill()
                else:
                    process.send_signal(signal.SIGINT)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(process.wait(), _PATIENCE)
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            if process.returncode is None:
                process.kill()
        await process.wait()
