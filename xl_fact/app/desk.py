"""One tab: the files that were dropped on it, the job that runs, what came of it. Tabs know nothing of each other."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from xl_fact.app.names import label
from xl_fact.app.worker import Worker
from xl_fact.errors import InputError, reason_of
from xl_fact.words import Lang, Words, say

SETTINGS: Final = "brand.toml"
FILES: Final = 2000
"""How many files a tab holds."""
_IDLE: Final = 300.0
"""Seconds after which a process that nobody asks is ended."""
_EARLIEST, _LATEST = 315_532_800.0, 4_102_444_800.0
"""1980 and 2100: between them lies when a file was saved."""


class Busy(InputError):
    """A job is running in this tab."""

    def __init__(self) -> None:
        super().__init__(
            "上一件事还没做完；等它做完，或先取消", "still busy with the last job; wait, or cancel it first"
        )


@dataclass
class Upload:
    """A file that was dropped: a number, what it is called, and where it lies under a name of ours."""

    number: int
    label: str
    path: Path
    size: int
    row: dict[str, Any] | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """As the process takes it."""
        told = {"number": self.number, "label": self.label, "path": str(self.path)}
        return told | {"known": self.known}

    @property
    def known(self) -> bool:
        """Whether it is an export that can be read."""
        return self.row is not None and self.row["state"] in ("read", "doubt")


@dataclass
class Job:
    """What runs: what it is, which step, how far."""

    title: Words
    task: asyncio.Task[None]
    step: Words = field(default=Words("", ""))
    part: float | None = None


@dataclass
class Template:
    """A workbook of a person's own that the report is put into."""

    name: str
    path: Path
    problems: list[list[str]]


class Desk:
    """A tab.

    Parameters
    ----------
    key : str
        Its name in addresses.
    folder : Path
        Where everything of it lies; removed with it.
    facts : Path
        The folder of facts.
    lang : {"zh", "en"}
        The language of the page.
    loud : bool
        Whether complaints of its process are shown in the terminal.
    """

    def __init__(self, key: str, folder: Path, facts: Path, lang: Lang = "zh", *, loud: bool = False):
        folder.mkdir(mode=0o700)
        self.key, self.folder, self.facts, self.lang = key, folder, facts, lang
        self.worker = Worker(folder, loud=loud)
        self.uploads: list[Upload] = []
        self.job: Job | None = None
        self.version = 0
        self.result: dict[str, Any] | None = None
        self.question: dict[str, Any] | None = None
        self.answers: list[dict[str, Any]] = []
        self.error: list[str] | None = None
        self.said: list[list[str]] = []
        self.shelf: dict[str, Any] | None = None
        self.template: Template | None = None
        self.of_facts: dict[str, str] | None = None
        self._numbers = 0
        self._asked = time.monotonic()

    # ---------------------------------------------------------------- files
    async def take(self, name: str, saved: float | None, chunks: AsyncIterator[bytes]) -> Upload:
        """Take in a file, chunk by chunk, under a number; nothing of it stays where that fails.

        Raises
        ------
        InputError
            Its name holds a path or is a device's, there are too many files, or the disk is full.
        """
        known = label(name)
        if len(self.uploads) >= FILES:
            raise InputError(f"一次最多 {FILES} 个文件", f"{FILES} files at a time, not more")
        self._numbers += 1
        path = self.folder / f"{self._numbers:05}.part"
        size = await stored(path, chunks)
        if saved is not None and _EARLIEST < saved < _LATEST:
            os.utime(path, (saved, saved))
        upload = Upload(self._numbers, known, path, size)
        self.uploads.append(upload)
        self.version += 1
        return upload

    def drop(self, numbers: set[int]) -> None:
        """Take files away again."""
        for upload in [u for u in self.uploads if u.number in numbers]:
            upload.path.unlink(missing_ok=True)
            self.uploads.remove(upload)
        self.version += 1

    @property
    def given_settings(self) -> Upload | None:
        """The `brand.toml` among the files, the one nearest to the top."""
        found = [u for u in self.uploads if u.label.rpartition("/")[2] == SETTINGS]
        return min(found, key=lambda u: (u.label.count("/"), u.label), default=None)

    @property
    def kept_settings(self) -> Path:
        """Where settings are kept: beside the facts."""
        return self.facts.parent / SETTINGS

    # ---------------------------------------------------------------- jobs
    def begin(self, title: Words, work: Coroutine[Any, Any, None]) -> None:
        """Start a job; one at a time.

        Raises
        ------
        Busy
            Another is running.
        """
        if self.job is not None:
            work.close()
            raise Busy
        self.error, self.said = None, []
        self.version += 1
        self.job = Job(title, asyncio.create_task(self._watched(work)))

    async def _watched(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except InputError as error:
            self.error = [error.zh, error.en]
        finally:
            self.job, self._asked = None, time.monotonic()
            self.version += 1

    async def cancel(self) -> None:
        """End the job that runs, and wait until nothing of it is left."""
        job = self.job
        if job is not None:
            job.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job.task
            for left in (
                *self.folder.glob("laid_*"),
                *self.folder.glob("tmp*"),
                *self.folder.glob("xl_fact*"),
            ):
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)

    async def ask(self, task: str, **more: Any) -> dict[str, Any] | None:
        """Have the process do something; None where it failed, which is kept to be said."""
        said = await self.worker.ask({"task": task, **more}, self._heard)
        if "answer" in said:
            answer: dict[str, Any] = said["answer"]
            return answer
        self.error, asks = said.get("error"), said.get("asks")
        if task == "report" and self.error and self.answers:
            asks = self.answers.pop()["asked"]  # what was answered last may have been answered wrong
        self.error, self.question = self._plain(self.error), asks
        return None

    def _plain(self, told: Any) -> Any:
        """What is told, with a template called as its person calls it."""
        if self.template is None or not told:
            return told
        return [text.replace(self.template.path.name, self.template.name) for text in told]

    def _heard(self, said: dict[str, Any]) -> None:
        if self.job is not None:
            self.job.step, self.job.part = Words(*said["step"]), said["part"]

    async def look(self) -> None:
        """Say of each new file what it is, then make the report. New files that are cancelled are gone."""
        new = [upload for upload in self.uploads if upload.row is None]
        try:
            if new:
                found = await self.ask("recognise", files=[upload.asked for upload in new])
                if found is None:
                    return
                for upload in new:
                    upload.row = found["rows"][str(upload.number)]
                self.version += 1
        except asyncio.CancelledError:
            self.drop({upload.number for upload in new})
            raise
        self.of_facts = None
        await self.preview()

    async def preview(self) -> None:
        """Make the report: of the files, or of the folder of facts."""
        self.question = self.error = None
        readable = any(upload.known for upload in self.uploads)
        if not readable and self.of_facts is None:
            self._forget_result()
            return
        found = await self.ask(
            "report",
            files=[upload.asked for upload in self.uploads],
            config=self._config(),
            template=str(self.template.path) if self.template and not self.template.problems else None,
            answers=self.answers,
            lang=say(self.lang, None, "en"),
            **(
                {}
                if self.of_facts is None
                else {
                    "facts": str(self.facts),
                    "brand": self.of_facts["brand"],
                    "month": self.of_facts["month"],
                }
            ),
        )
        self._forget_result()
        self.result = found

    def _config(self) -> str | None:
        """The settings that are kept, where there are any."""
        path = self.kept_settings
        if not os.path.lexists(path):
            return None
        return str(plain_file(path))

    def _forget_result(self) -> None:
        if self.result is not None:
            shutil.rmtree(Path(self.result["path"]).parent, ignore_errors=True)
        self.result = None

    async def printed(self) -> None:
        """The workbook as PDF too."""
        if self.result is not None:
            found = await self.ask("pdf", path=self.result["path"])
            if found is not None:
                self.result["pdf"] = found["path"]

    async def checked(self, name: str, path: Path) -> None:
        """Look a template over, and fill it where it is sound."""
        found = await self.ask("check", path=str(path))
        if found is None:
            path.unlink(missing_ok=True)
            return
        self.remove_template()
        self.template = Template(name, path, [])
        self.template.problems = [self._plain(problem) for problem in found["problems"]]
        if not found["problems"]:
            await self.preview()

    def remove_template(self) -> None:
        """Back to the house template."""
        if self.template is not None:
            self.template.path.unlink(missing_ok=True)
        self.template = None
        self.version += 1

    # ---------------------------------------------------------------- facts
    async def shelved(self) -> None:
        """What the folder of facts holds."""
        self.shelf = await self.ask("facts", facts=str(self._sound_facts()))

    async def stored(self, brand: str, month: str) -> None:
        """Import the files of this tab."""
        files = [upload.asked for upload in self.uploads]
        config = self._config()
        found = await self.ask(
            "take", files=files, facts=str(self._sound_facts()), brand=brand, month=month, config=config
        )
        await self._then_shelved(found)

    async def changed(self, task: str, **more: str) -> None:
        """Freeze a month or forget a file."""
        await self._then_shelved(await self.ask(task, facts=str(self._sound_facts()), **more))

    async def _then_shelved(self, found: dict[str, Any] | None) -> None:
        if found is not None:
            self.said = found["lines"]
            await self.shelved()

    def _sound_facts(self) -> Path:
        """The folder of facts: a folder, and no device or file."""
        if self.facts.exists() and not self.facts.is_dir():
            raise InputError(f"{self.facts}：不是文件夹", f"{self.facts}: not a folder")
        return self.facts

    # ---------------------------------------------------------------- the end
    async def rest(self) -> None:
        """End a process that nobody has asked for long."""
        if self.job is None and self.worker.pid and time.monotonic() - self._asked > _IDLE:
            await self.worker.end()

    async def close(self) -> None:
        """End everything; nothing is left."""
        await self.cancel()
        await self.worker.end()
        shutil.rmtree(self.folder, ignore_errors=True)


async def stored(path: Path, chunks: AsyncIterator[bytes]) -> int:
    """Write what comes in to a new file; its size. Nothing stays where that fails, and no link is followed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    size = 0
    try:
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            async for chunk in chunks:
                file.write(chunk)
                size += len(chunk)
    except FileExistsError:
        raise
    except BaseException as failed:
        path.unlink(missing_ok=True)
        if isinstance(failed, OSError):
            zh, en = reason_of(failed)
            raise InputError(f"没有收下：{zh}", f"not taken: {en}") from failed
        raise
    return size


def plain_file(path: Path) -> Path:
    """A file that is one.

    Raises
    ------
    InputError
        It is a link, a device or a folder.
    """
    if path.is_symlink() or not path.is_file():
        raise InputError(
            f"{path}：是链接或设备，不是普通文件，没有读",
            f"{path}: a link or a device, no plain file; not read",
        )
    return path
