"""A workbook on paper: PDF through LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from xl_fact.errors import InputError
from xl_fact.report.package import save_atomically

PROGRAMS: Final = ("soffice", "libreoffice")
PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
SECONDS: Final = 180.0


def write_pdf(workbook: str | os.PathLike[str], *, seconds: float = SECONDS) -> Path:
    """Print a workbook to a PDF beside it.

    Parameters
    ----------
    workbook : path
        An .xlsx file; it is copied first, so it may be open elsewhere.
    seconds : float
        How long LibreOffice may take.

    Returns
    -------
    Path
        The PDF: the same name, ending in ``.pdf``.

    Raises
    ------
    InputError
        When LibreOffice is not installed, or could not print the file.
    """
    workbook = Path(workbook)
    program = office()
    if program is None:
        raise InputError(
            "没有找到 LibreOffice，PDF 出不了；装上它再试，或在 Excel 里另存为 PDF",
            "LibreOffice was not found, so there is no PDF; install it, or save as PDF from Excel",
        )
    with tempfile.TemporaryDirectory(prefix="xl_fact_pdf_") as name:
        folder = Path(name)
        copy = Path(shutil.copy(workbook, folder / f"report{workbook.suffix}"))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        options = (
            "--headless",
            "--norestore",
            "--nologo",
            profile,
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
        )
        try:
            said = subprocess.run(
                [program, *options, str(copy)], capture_output=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired as late:
            raise InputError(
                f"LibreOffice {seconds:g} 秒没有印完 {workbook.name}",
                f"LibreOffice did not print {workbook.name} within {seconds:g} seconds",
            ) from late
        printed = folder / "report.pdf"
        if not printed.is_file():
            words = said.stderr.decode(errors="replace").strip().splitlines()
            raise InputError(
                f"LibreOffice 没能把 {workbook.name} 印成 PDF：{words[-1] if words else '没有说明'}",
                f"LibreOffice could not print {workbook.name}: {words[-1] if words else 'no reason given'}",
            )
        target = workbook.with_suffix(".pdf")
        save_atomically(target, printed.read_bytes())
        return target


def office() -> str | None:
    """Where LibreOffice is; None when it isn't."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    return found or next((place for place in PLACES if os.access(place, os.X_OK)), None)
