"""What a page prints for its reader to do, in its order.

The `xl-fact` lines of ```bash blocks and ```python blocks are run; a block that bears a title is saved as that file.
"""

from __future__ import annotations

import contextlib
import doctest
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

BLOCK = re.compile(r'^( *)```(\w+)(?: title="([^"]+)")?\n(.*?)^\1```$', re.DOTALL | re.MULTILINE)


def blocks(text: str) -> list[tuple[str, str]]:
    """Kind (or name of a file) and text of each block; of the shell's the lines that are ours, `make` is what runs this."""
    found = []
    for indent, kind, title, body in BLOCK.findall(text):
        lines = [line.removeprefix(indent) for line in body.splitlines()]
        if kind == "bash":
            found += [(kind, line) for line in lines if line.startswith("xl-fact ")]
        elif kind == "python" or title:
            found.append((title or kind, "\n".join(lines) + "\n"))
    return found


def run(found: list[tuple[str, str]], folder: Path) -> None:
    """Run the blocks one after another, as printed, in a folder."""
    known: dict[str, Any] = {}
    with contextlib.chdir(folder):
        for kind, text in found:
            if kind == "bash":
                _command(text, folder)
            elif kind != "python":
                (folder / kind).parent.mkdir(exist_ok=True)
                (folder / kind).write_text(text, "utf-8")
            elif ">>> " in text:
                _session(text, known)
            else:
                exec(compile(text, "page", "exec"), known)


def _command(line: str, folder: Path) -> None:
    home = {"HOME": str(folder), "APPDATA": str(folder), "XDG_DATA_HOME": str(folder)}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-c", line], env={**os.environ, **home, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def _session(text: str, known: dict[str, Any]) -> None:
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(text, known, "page", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    runner.run(test, out=told.append, clear_globs=False)
    assert runner.failures == 0, "".join(told)
    known.update(test.globs)
