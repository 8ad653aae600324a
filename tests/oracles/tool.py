"""The outside programs that the oracles ask, and what happens when one is not here.

A missing program skips the test, loudly; with ``XL_FACT_ORACLES=required``, as in CI, it fails it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / ".cache" / "node" / "node_modules"


class ToolError(RuntimeError):
    """An outside program failed or ran out of time; carries what it said."""


def absent(what: str) -> NoReturn:
    """Skip the test that needs `what`, or fail it where every oracle is required."""
    line = f"LOUD: {what} is not here, see `make tools`; nothing was proved by it"
    if os.environ.get("XL_FACT_ORACLES") == "required":
        raise ToolError(line)
    pytest.skip(line)


def program(name: str) -> str:
    """The path of an installed program."""
    return shutil.which(name) or absent(name)


def node_module(name: str) -> Path:
    """The folder of a package that ``make`` put into .cache/node."""
    folder = NODE_MODULES / name
    return folder if folder.is_dir() else absent(f"the npm package {name}")


def start(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, stderr: int | None = None
) -> subprocess.Popen[str]:
    """Start a program as the leader of its own process group, with pipes to talk through."""
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        start_new_session=True,
        env={**os.environ, **(env or {})},
        text=True,
        encoding="utf-8",
    )


def run(
    command: Sequence[str | Path],
    *,
    seconds: float = 120,
    env: Mapping[str, str] | None = None,
    text: str = "",
    accept: Sequence[int] = (0,),
) -> str:
    """What the program printed; an exit code that is not accepted raises.

    The program and all it started are ended when the time is up.
    """
    with start(command, env=env, stderr=subprocess.PIPE) as process:
        try:
            printed, complaint = process.communicate(text, timeout=seconds)
        except BaseException as stopped:
            end_group(process)
            if isinstance(stopped, subprocess.TimeoutExpired):
                raise ToolError(f"{command[0]}: no answer in {seconds} s") from stopped
            raise
    if process.returncode not in accept:
        raise ToolError(f"{command[0]}: exit code {process.returncode}\n{printed}\n{complaint}")
    return printed


def ask(process: subprocess.Popen[str], request: Any, *, seconds: float) -> Any:
    """One line of JSON to a process that answers with one; the process is ended when the time is up."""
    assert process.stdin
    assert process.stdout
    patience = threading.Timer(seconds, os.killpg, [process.pid, signal.SIGKILL])
    patience.start()
    try:
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
    except (BrokenPipeError, ValueError):
        line = ""
    finally:
        patience.cancel()
    if not line:
        end_group(process)
        raise ToolError(f"no answer to {request} in {seconds} s, or the process ended")
    return json.loads(line)


def end_group(process: subprocess.Popen[str]) -> None:
    """End a program that leads its own process group, with all its children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            pipe.close()
