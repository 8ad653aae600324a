"""A node process with our JavaScript in it, asked call by call in lines of JSON; ``{"date": […]}`` is a Date there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

from oracles import tool

from xl_fact.surfaces import javascript

Rows = list[list[Any]]

LOOP = """
import {{ createInterface }} from "node:readline";
{setup}
for await (const line of createInterface({{ input: process.stdin }})) {{
  const [name, given] = JSON.parse(line, (_, x) => (x && Array.isArray(x.date) ? new Date(...x.date) : x));
  process.stdout.write(JSON.stringify(ask(name, given)) + "\\n");
}}
"""
SETUP = 'import { answer } from "./xl_fact.mjs"; const ask = answer;'


class Node:
    """The process."""

    def __init__(self, process: Popen[str]):
        self.process = process

    def ask(self, name: str, given: list[Any]) -> Any:
        """One call."""
        return tool.ask(self.process, [name, given], seconds=60)


@contextmanager
def node(
    setup: str = SETUP, files: dict[str, str] | None = None, options: Sequence[str] = ()
) -> Iterator[Node]:
    """Node with the module; `setup` defines ``ask(name, arguments)``, `files` lie beside it."""
    program = tool.program("node")
    with tempfile.TemporaryDirectory(prefix="xl_fact_node_") as name:
        folder = Path(name)
        for file, text in {"xl_fact.mjs": javascript.module(), **(files or {})}.items():
            (folder / file).write_text(text, "utf-8")
        (folder / "loop.mjs").write_text(LOOP.format(setup=setup), "utf-8")
        process = tool.start([program, *options, folder / "loop.mjs"])
        try:
            yield Node(process)
        finally:
            tool.end_group(process)
