"""The folder of facts on disk: where things lie, and how a change goes in whole or not at all.

::

    facts/brand=<brand>/month=<YYYY-MM>/<content hash>.parquet     the facts; DuckDB, Spark, Polars read these
    facts/_sources/brand=<brand>/<content hash>.json               what became of each file imported
    facts/_published/brand=<brand>/<YYYY-MM>.json                  the totals a month was published with

A change is staged: every new file is written beside its place under a hidden name, then a journal says which
names are to be put in place and which to be removed, then that is done, then the journal goes. Killed before
the journal, nothing has changed and the hidden files are swept by the next import; killed after it, whoever
opens the folder next finishes the job.
"""

from __future__ import annotations

import json
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import unquote

from xl_fact.brand import readable_name
from xl_fact.errors import InputError, TargetLocked, reason_of
from xl_fact.saving import replace_file, synchronise, write_through

SOURCES: Final = "_sources"
PUBLISHED: Final = "_published"
_JOURNAL: Final = ".pending.json"
_LOCK: Final = ".lock"
_PATIENCE: Final = 20.0


def escaped(brand: str) -> str:
    """A brand's name as one segment of a path, as Hive writes it: what a path can't hold as ``%XX``.

    Examples
    --------
    >>> escaped("示例牌"), escaped("A/B 50%"), escaped("..")
    ('示例牌', 'A%2FB%2050%25', '%2E%2E')
    """
    name = unicodedata.normalize("NFC", brand)
    kept = [
        letter
        if letter.isalnum() or letter in "-_" or (letter == "." and 0 < n < len(name) - 1)
        else "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))
        for n, letter in enumerate(name)
    ]
    return "".join(kept)


def brand_of(segment: str) -> str:
    """The brand of a path segment ``brand=…``."""
    return unquote(segment.removeprefix("brand="), errors="surrogatepass")


class Shelf:
    """One brand's part of a folder of facts.

    Parameters
    ----------
    folder : Path
        The folder of facts.
    brand : str
        The brand.

    Raises
    ------
    InputError
        The brand has no name, one that is too long, or one that differs from a brand there only in case.
    """

    def __init__(self, folder: Path, brand: str):
        name = f"brand={escaped(brand)}"
        if not brand.strip():
            raise InputError(
                "事实表要有品牌名；请用 --brand 给出", "facts need a brand; give one with --brand"
            )
        readable_name(brand)
        if len(name.encode()) > 200:
            raise InputError(f"品牌名太长：{brand[:30]}…", f"the brand's name is too long: {brand[:30]}…")
        self.folder, self.brand = folder, unicodedata.normalize("NFC", brand)
        self.parts = folder / name
        self.sources = folder / SOURCES / name
        self.published = folder / PUBLISHED / name
        self._journal = self.sources / _JOURNAL
        for other in folder.glob("brand=*"):
            if other.name != name and other.name.casefold() == name.casefold():
                there = brand_of(other.name)
                raise InputError(
                    f"品牌“{brand}”与已有的“{there}”只差大小写；请用同一写法",
                    f"the brand '{brand}' differs from '{there}' only in case; write it the same way",
                )

    def part(self, month: str, digest: str) -> Path:
        """Where the facts of one file and month lie."""
        return self.parts / f"month={month}" / f"{digest[:32]}.parquet"

    def record(self, digest: str) -> Path:
        """Where the record of one file lies."""
        return self.sources / f"{digest[:32]}.json"

    @property
    def interrupted(self) -> bool:
        """Whether a change was decided on and not finished."""
        return self._journal.exists()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other imports of the brand out; finish what one that was killed left, sweep its temporary files.

        When the import fails, what it wrote is swept away, and the folders that it made.
        """
        made = [place for place in (self.sources, self.sources.parent, self.folder) if not place.exists()]
        try:
            with self._locked():
                self.settle()
                self._sweep()
                try:
                    yield
                except BaseException:  # an error or Ctrl-C: leave nothing half-written behind
                    if not self.interrupted:
                        self._sweep()
                        self._unmake(made)
                    raise
        except PermissionError as error:
            zh, en = reason_of(error)
            raise TargetLocked(
                f"{self.folder}：写不进去（{zh}）；文件夹只读，或其中文件被别的程序占用",
                f"{self.folder}: cannot be written ({en}); it is read-only, or a file in it is in use",
            ) from error
        except OSError as error:
            zh, en = reason_of(error)
            raise InputError(
                f"{self.folder}：写入失败（{zh}），事实表没有改动",
                f"{self.folder}: writing failed ({en}); the facts are as they were",
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock; one whose file an import that failed has taken away meanwhile is taken anew."""
        while True:
            self.sources.mkdir(parents=True, exist_ok=True)
            try:
                file = (self.sources / _LOCK).open("a+b")
            except FileNotFoundError:
                continue
            with file:
                _lock(file, self.brand)
                if _is_there(self.sources / _LOCK, file):
                    yield
                    return

    def _unmake(self, made: list[Path]) -> None:
        """Remove the folders that an import has made, the innermost first, when nothing else is in them."""
        if self.sources not in made or [path.name for path in self.sources.iterdir()] != [_LOCK]:
            return
        with suppress(OSError):  # Windows keeps a file that is open
            (self.sources / _LOCK).unlink()
            for place in made:
                place.rmdir()

    def settle(self) -> None:
        """Finish a change that was decided on: put the new files in place, remove the old ones."""
        if not self._journal.exists():
            return
        plan = json.loads(self._journal.read_text("utf-8"))
        touched = set()
        for name in plan["replace"]:
            final = self.folder / name
            temporary = hidden(final)
            if temporary.exists():
                os.replace(temporary, final)
            touched.add(final.parent)
        for name in plan["remove"]:
            gone = self.folder / name
            gone.unlink(missing_ok=True)
            touched.add(gone.parent)
        for folder in touched:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
            else:
                synchronise(folder)
        self._journal.unlink()
        synchronise(self._journal.parent)

    def commit(self, replace: list[Path], remove: list[Path]) -> None:
        """Decide on a change and carry it out; `replace` names places whose new files lie hidden beside them."""
        if not replace and not remove:
            return
        for folder in {path.parent for path in replace}:
            synchronise(folder)
        plan = {
            key: sorted(path.relative_to(self.folder).as_posix() for path in paths)
            for key, paths in (("replace", replace), ("remove", remove))
        }
        replace_json(self._journal, plan)
        self.settle()

    def _sweep(self) -> None:
        """Remove what an import that was killed has left."""
        for top in (self.parts, self.sources, self.published):
            for stray in sorted(top.rglob(".*.tmp")):
                stray.unlink(missing_ok=True)
        for month in sorted(self.parts.glob("month=*")):
            if month.is_dir() and not any(month.iterdir()):
                month.rmdir()
        if self.parts.is_dir() and not any(self.parts.iterdir()):
            self.parts.rmdir()


def hidden(final: Path) -> Path:
    """The name under which a file is written before it is put in its place."""
    return final.with_name(f".{final.name}.tmp")


def write_hidden(final: Path, write: Callable[[Path], object]) -> None:
    """Write a file under its hidden name, through to the disk."""
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = hidden(final)
    write(temporary)
    write_through(temporary)


def replace_json(final: Path, content: dict[str, Any]) -> None:
    """Write one small file whole or not at all."""
    replace_file(final, as_json(content).encode())
    synchronise(final.parent)


def as_json(content: dict[str, Any]) -> str:
    """JSON that is the same each time, a line for each key; what is laid out further takes ten times as long."""
    lines = (
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(content[key], ensure_ascii=False, sort_keys=True)}"
        for key in sorted(content)
    )
    return "{\n " + ",\n ".join(lines) + "\n}\n"


def _is_there(path: Path, file: IO[bytes]) -> bool:
    """Whether an open file is still the one of that name."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _lock(file: IO[bytes], brand: str) -> None:
    """Lock an open file until it is closed or its process dies; wait a little for another import to end."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            if sys.platform == "win32":
                import msvcrt

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if time.monotonic() > until:
                raise TargetLocked(
                    f"品牌“{brand}”正在被另一个导入写入，请等它结束再试",
                    f"another import is writing the facts of '{brand}'; try again when it is done",
                ) from error
            time.sleep(0.05)
