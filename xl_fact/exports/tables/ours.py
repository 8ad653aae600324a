"""Workbooks that this package wrote: a report, a template of it, the sheet of functions. None of them is an export."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Final, TypeAlias

What: TypeAlias = tuple[str, str]
"""What a workbook of ours is, in Chinese and English."""

REPORT: Final[What] = ("报表", "a report")
FUNCTIONS: Final[What] = ("函数表", "the sheet of functions")

_ENOUGH: Final = 1 << 20
_PARTS: Final = 100
_AUTHOR: Final = re.compile(rb"<(?:\w+:)?creator(?:\s[^>]*)?>\s*xl_fact\s*<")
_FUNCTIONS: Final = re.compile(rb"<(?:\w+:)?title(?:\s[^>]*)?>\s*xl_fact ")
_NAMED: Final = re.compile(rb"<(?:\w+:)?(?:definedName|table)\s[^>]{0,300}?\bname=\"xf_\w", re.IGNORECASE)


def what_of_ours(path: Path) -> What | None:
    """What a workbook is when this package wrote it; None for everything else.

    A report or the sheet of functions says so in its properties. A report in a person's own template, and the
    template itself, has names or tables that begin with ``xf_``. Nothing is parsed and little inflated.

    Parameters
    ----------
    path : Path
        Any file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            core = _start(archive, "docProps/core.xml")
            if _AUTHOR.search(core):
                return FUNCTIONS if _FUNCTIONS.search(core) else REPORT
            tables = [name for name in archive.namelist() if name.startswith("xl/tables/")][:_PARTS]
            named = any(_NAMED.search(_start(archive, name)) for name in ("xl/workbook.xml", *tables))
            return REPORT if named else None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return None


def _start(archive: zipfile.ZipFile, part: str) -> bytes:
    """The beginning of a part; nothing when it isn't there."""
    if part not in archive.NameToInfo:
        return b""
    with archive.open(part) as stream:
        return stream.read(_ENOUGH)
