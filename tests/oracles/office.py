"""LibreOffice without a window: what it calculates for a workbook, and how the pages look.

It works on copies, in a profile of its own that is told to recalculate **every** file it loads;
left alone it believes the values that the file carries, and the comparison would prove nothing.

In a shell: ``python -m oracles.office report.xlsx FOLDER`` writes one PNG a page.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import load_workbook

from oracles import tool

Value = str | float | int | bool | datetime | date | time | None
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
    <prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>
"""


def write_profile(folder: Path) -> str:
    """Lay a throw-away profile in `folder`; the argument with which soffice uses it."""
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, "utf-8")
    return f"-env:UserInstallation={folder.as_uri()}"


@contextmanager
def converted(path: Path, suffix: str, seconds: float) -> Iterator[Path]:
    """A copy of the workbook as LibreOffice saves it, there until the block ends."""
    soffice = tool.program("soffice")
    with tempfile.TemporaryDirectory(prefix="xl_fact_office_") as name:
        folder = Path(name)
        copy = shutil.copy(path, folder / f"copy{Path(path).suffix}")
        options = ("--headless", "--norestore", "--nologo", write_profile(folder / "profile"))
        said = tool.run(
            [soffice, *options, "--convert-to", suffix, "--outdir", folder / "out", copy], seconds=seconds
        )
        result = folder / "out" / f"copy.{suffix}"
        if not result.is_file():  # soffice exits with 0 when it cannot load a file
            raise tool.ToolError(f"soffice wrote no {suffix} of {path}: {said}")
        yield result


def recalculated(path: Path, *, seconds: float = 180) -> dict[str, dict[str, Value]]:
    """Every cell's value after LibreOffice has recalculated the workbook: sheet → A1 → value.

    Errors come as their text (``#DIV/0!``); empty cells are left out.
    """
    with converted(path, "xlsx", seconds) as result:
        book = load_workbook(result, data_only=True)
        return {
            sheet.title: {
                cell.coordinate: cell.value
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            }
            for sheet in book.worksheets
        }


def to_pdf(path: Path, folder: Path, *, seconds: float = 180) -> Path:
    """The workbook printed to ``folder/NAME.pdf``."""
    folder.mkdir(parents=True, exist_ok=True)
    with converted(path, "pdf", seconds) as result:
        return Path(shutil.copy(result, folder / f"{Path(path).stem}.pdf"))


def to_png(
    path: Path, folder: Path, *, pages: tuple[int, int] | None = None, dpi: int = 80, seconds: float = 180
) -> list[Path]:
    """The printed pages as pictures ``folder/NAME-1.png`` …; `pages` names the first and the last wanted."""
    pdftoppm = tool.program("pdftoppm")
    pdf = to_pdf(path, folder, seconds=seconds)
    span = ["-f", str(pages[0]), "-l", str(pages[1])] if pages else []
    tool.run([pdftoppm, "-png", "-r", str(dpi), *span, pdf, pdf.with_suffix("")], seconds=seconds)
    return sorted(
        folder.glob(f"{glob_escape(pdf.stem)}-*.png"), key=lambda png: int(png.stem.rpartition("-")[2])
    )


def glob_escape(name: str) -> str:
    """A file name in which ``[`` means itself."""
    return name.replace("[", "[[]")


if __name__ == "__main__":
    for page in to_png(Path(sys.argv[1]), Path(sys.argv[2])):
        print(page)
