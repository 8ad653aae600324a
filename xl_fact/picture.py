"""The first sheet of a workbook as a picture (PNG): printed by LibreOffice, drawn by poppler or by LibreOffice itself."""

from __future__ import annotations

import shutil
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.errors import InputError
from xl_fact.pdf import SECONDS, converted, printed
from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import Plan
from xl_fact.workbook.xml import each, remove

DOTS: Final = 150
"""Dots per inch: 1,750 across a page of A4, which a phone shows sharp."""
MARGIN: Final = 12
"""Dots of white that are left around."""

_FIRST: Final = 'pdf:calc_pdf_Export:{"PageRange":{"type":"string","value":"1"}}'
_WHITE: Final = 250


def picture_of(workbook: Path, *, seconds: float = SECONDS) -> bytes:
    """The first page of a workbook, without the white around it.

    Parameters
    ----------
    workbook : Path
    seconds : float
        How long each program may take.

    Returns
    -------
    bytes
        A PNG.

    Raises
    ------
    InputError
        Without LibreOffice, or when nothing here can draw a page.
    """
    program = shutil.which("pdftoppm")
    if program is None:
        return converted(workbook, "png", "png", seconds=seconds)
    with tempfile.TemporaryDirectory(prefix="xl_fact_picture_") as name:
        page = Path(name) / "page.pdf"
        copy = Path(name) / "page.xlsx"
        copy.write_bytes(_without_footer(workbook.read_bytes()))
        page.write_bytes(printed(copy, how=_FIRST, seconds=seconds))
        command = [
            program,
            "-r",
            str(DOTS),
            "-f",
            "1",
            "-l",
            "1",
            "-singlefile",
            str(page),
            str(page.with_suffix("")),
        ]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=seconds)
            drawn = page.with_suffix(".ppm").read_bytes()
        except (OSError, subprocess.SubprocessError) as failed:
            raise InputError(
                f"pdftoppm 没能画出图：{failed}", f"pdftoppm drew no picture: {failed}"
            ) from failed
    return png(trimmed(_pixels(drawn)))


def _without_footer(workbook: bytes) -> bytes:
    """The workbook with nothing at the foot of its first sheet."""
    package = Package(workbook)
    first = next(iter(Plan.of(package).sheets.values()))
    with package.edit(first) as sheet:
        for foot in list(each(sheet, "headerFooter")):
            remove(foot)
    return package.to_bytes()


def trimmed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without the white around, but for a margin.

    Parameters
    ----------
    pixels : array of uint8, shape (height, width, 3)

    Examples
    --------
    >>> page = np.full((400, 300, 3), 255, np.uint8)
    >>> page[100:110, 150:160] = 0
    >>> trimmed(page).shape
    (34, 34, 3)
    """
    inked: NDArray[np.bool_] = np.any(pixels < _WHITE, axis=2)
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return pixels
    top, left = (max(int(at[0]) - MARGIN, 0) for at in (rows, columns))
    return pixels[top : int(rows[-1]) + 1 + MARGIN, left : int(columns[-1]) + 1 + MARGIN]


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A picture as a PNG.

    Parameters
    ----------
    pixels : array of uint8, shape (height, width, 3)
        Red, green, blue.
    """
    height, width, _ = pixels.shape
    lines = np.zeros((height, 1 + width * 3), np.uint8)  # each begins with 0: stored as it is
    lines[:, 1:] = pixels.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def _pixels(ppm: bytes) -> NDArray[np.uint8]:
    """What poppler drew: a head of three lines, then red, green, blue."""
    _, size, _, body = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(body, np.uint8, width * height * 3).reshape(height, width, 3)
