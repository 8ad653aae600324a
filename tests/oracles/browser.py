"""Debian's Chromium, led by Playwright: a page as a person has it, with a record of what it asked of the network."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oracles import tool

WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
PICTURE = 2
"""Dots of a screenshot for each of the page."""


@dataclass
class Served:
    """`xl-fact app`, running: its address with the key, its process, and where it keeps its session."""

    address: str
    process: subprocess.Popen[str]
    facts: Path
    sessions: Path

    @property
    def origin(self) -> str:
        found = re.match(r"http://[^/]+", self.address)
        assert found
        return found[0]

    def end(self) -> int:
        """End it as Ctrl+C does; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            tool.end_group(self.process)
            raise


@contextlib.contextmanager
def served(folder: Path, **more: str) -> Iterator[Served]:
    """The page's server as the command starts it, with its facts and its session in a folder, and more of environment."""
    sessions = folder / "sessions"
    sessions.mkdir(exist_ok=True)
    facts = folder / "facts"
    command = [sys.executable, "-m", "xl_fact", "app", "--no-browser", "--facts", facts, "--debug"]
    env = {"TMPDIR": str(sessions), "PYTHONUNBUFFERED": "1", **more}
    with (folder / "app.log").open("w") as log:
        process = tool.start(command, env=env, stderr=log.fileno())
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/\S+", line)
        assert found, line + (folder / "app.log").read_text()
        app = Served(found[0], process, facts, sessions)
        yield app
        app.end()
    finally:
        tool.end_group(process)


@dataclass
class Visitor:
    """A browser with one context: its pages share the cookie; every request that they make is written down."""

    context: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> Any:
        """A new tab."""
        page = self.context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(address)
        return page


@contextlib.contextmanager
def visitor(**options: Any) -> Iterator[Visitor]:
    """A browser that was just opened."""
    from playwright.sync_api import sync_playwright

    chromium = tool.program("chromium")
    with tempfile.TemporaryDirectory(prefix="xl_fact_chromium_") as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            env={"HOME": home, "TMPDIR": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
        try:
            options = {"viewport": WIDE, "locale": "zh-CN", **options}
            context = browser.new_context(accept_downloads=True, **options)
            found = Visitor(context)
            context.on("request", lambda request: found.asked.append(request.url))
            yield found
        finally:
            browser.close()
