"""A workbook as PDF and what else LibreOffice makes of it, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from xl_fact.errors import InputError
from xl_fact.saving import save_ours

SECONDS: Final = 180.0
_HOMES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


_FONTS: Final = "/etc/fonts/fonts.conf"
_CHINESE: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
_ALIKE: Final = {
    "微软雅黑": ("Microsoft YaHei", *_CHINESE),
    "Calibri": ("Carlito", "Liberation Sans", *_CHINESE),
}
"""Fonts of a workbook, and those that are about as wide, the likest first."""


def soffice() -> Path | None:
    """LibreOffice's program; None where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else next((Path(p) for p in _HOMES if Path(p).is_file()), None)


def to_pdf(path: str | os.PathLike[str], *, seconds: float = SECONDS, force: bool = False) -> Path:
    """Print a workbook to a PDF of the same name beside it.

    Parameters
    ----------
    path : path
        An .xlsx or .xlsm workbook.
    seconds : float
        How long it may take.
    force : bool, optional
        Overwrite even a PDF that this package did not write, or that was changed since.

    Returns
    -------
    Path
        The PDF.

    Raises
    ------
    InputError
        When LibreOffice is not installed, or can't print the workbook.
    TargetLocked
        When the PDF is open elsewhere.
    """
    path = Path(path)
    target = path.with_suffix(".pdf")
    save_ours(target, printed(path, seconds=seconds), force=force)
    return target


def printed(path: Path, *, how: str = "pdf:calc_pdf_Export", seconds: float = SECONDS) -> bytes:
    """A workbook as a PDF.

    Parameters
    ----------
    path : Path
    how : str
        LibreOffice's filter, with its options.
    seconds : float

    Raises
    ------
    InputError
        As `to_pdf`.
    """
    return converted(path, how, "pdf", seconds=seconds)


def converted(path: Path, how: str, suffix: str, *, seconds: float = SECONDS) -> bytes:
    """What LibreOffice makes of a workbook or a deck, in a profile of its own.

    Parameters
    ----------
    path : Path
    how : str
        LibreOffice's filter.
    suffix : str
        Of the file that it writes.
    seconds : float

    Raises
    ------
    InputError
        Without LibreOffice, or when it can't.
    """
    program = soffice()
    kind = suffix.upper()
    if program is None:
        raise InputError(
            f"生成 {kind} 需要 LibreOffice，没有找到；安装：https://www.libreoffice.org（Debian：apt install libreoffice-calc），"
            "或在 Excel 里另存",
            f"a {kind} needs LibreOffice, which was not found; install it from https://www.libreoffice.org "
            "(Debian: apt install libreoffice-calc), or save it in Excel",
        )
    with tempfile.TemporaryDirectory(prefix="xl_fact_pdf_") as name:
        folder = Path(name)
        copy = shutil.copy(
            path, folder / f"report{path.suffix}"
        )  # a lock beside the original is none of ours
        said = _converted(program, folder, Path(copy), how, seconds)
        made = folder / "out" / f"report.{suffix}"
        if not made.is_file():
            raise InputError(
                f"LibreOffice 没能把 {path.name} 转成 {kind}：{said}",
                f"LibreOffice made no {kind} of {path.name}: {said}",
            )
        return made.read_bytes()


def _converted(program: Path, folder: Path, copy: Path, how: str, seconds: float) -> str:
    """Let LibreOffice work; what it said."""
    command = [
        str(program),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nofirststartwizard"),
        *("--convert-to", how, "--outdir", str(folder / "out"), str(copy)),
    ]
    own_group = {"start_new_session": True} if sys.platform != "win32" else {}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "env": _environment(folder)}
    with subprocess.Popen(command, **pipes, **own_group) as running:  # type: ignore[call-overload]  # the options differ by system
        try:
            said: bytes = running.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            _end(running)
            return f"> {seconds:.0f} s"
    return said.decode("utf-8", "replace").strip()[-300:]


def _environment(folder: Path) -> dict[str, str]:
    """The environment, with fonts of like widths for those of the report where a system has only free ones.

    Without them columns come out a third too wide, and a page is printed as much smaller.
    """
    base = os.environ.get("FONTCONFIG_FILE", _FONTS)
    if not Path(base).is_file():
        return dict(os.environ)
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer>'
        + "".join(f"<family>{like}</family>" for like in likes)
        + "</prefer></alias>"
        for name, likes in _ALIKE.items()
    )
    own = folder / "fonts.conf"
    own.write_text(
        f"<fontconfig><include>{base}</include>{aliases}</fontconfig>", encoding="utf-8", newline="\n"
    )
    return {**os.environ, "FONTCONFIG_FILE": str(own)}


def _end(running: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and what it started: its launcher leaves the real program behind."""
    if sys.platform != "win32":
        import signal

        os.killpg(running.pid, signal.SIGKILL)
    else:
        running.kill()
    running.communicate()
