"""Put the functions into Excel on Windows, LibreOffice or WPS, and take them out again: file work, nothing else.

Excel    ``xl_fact.xlam`` into the folder that Excel opens at its start, and the settings that name the Python
LibreOffice    ``xl_fact.oxt``, handed to LibreOffice's own ``unopkg``
WPS    the add-in's folder among the user's add-ins, and a line in their list

No macro setting is touched, Excel isn't started, and nothing needs an administrator. `doctor` says what is wrong.
"""

from __future__ import annotations

import contextlib
import csv
import io
import locale
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.errors import InputError, TargetLocked, reason_of
from xl_fact.saving import replace_file
from xl_fact.surfaces import intellisense, libreoffice, vba
from xl_fact.surfaces.javascript import wps
from xl_fact.words import Lang

INTERPRETER: Final = "INTERPRETER_WIN"
"""The setting that names the Python."""

_SETTINGS: Final = {"ADD_WORKBOOK_TO_PYTHONPATH": "false"}
"""What else we set: modules lying beside a workbook are none of ours, and never to be run."""

WPS_LIST: Final = "publish.xml"
"""The list of add-ins of WPS, beside their folders."""

_HOME: Final = "%USERPROFILE%"
_PATIENCE: Final = 300.0
"""Seconds for unopkg: its first start lays out a whole profile."""

_OFFICE: Final = (
    "C:/Program Files/LibreOffice/program/unopkg.com",
    "C:/Program Files (x86)/LibreOffice/program/unopkg.com",
    "/Applications/LibreOffice.app/Contents/MacOS/unopkg",
    "/opt/libreoffice/program/unopkg",
)


@dataclass(frozen=True)
class Places:
    """Where things lie for Excel.

    Attributes
    ----------
    excel : Path
        The user's folder of Excel, ``%APPDATA%\\Microsoft\\Excel``.
    home : Path
        The user's home, ``%USERPROFILE%``.
    interpreter : Path
        The Python that has xl_fact.
    """

    excel: Path
    home: Path
    interpreter: Path

    @property
    def addin(self) -> Path:
        """The add-in, where Excel opens it at its start."""
        return self.excel / "XLSTART" / vba.ADDIN

    @property
    def settings(self) -> Path:
        """The settings that the add-in reads."""
        return self.home / f".{vba.NAME}" / f"{vba.NAME}.conf"

    def dll(self, bits: int = 64) -> Path | None:
        """The library through which Excel reaches Python: beside the interpreter or one folder up."""
        name = dll_name(bits)
        folders = (self.interpreter.parent, self.interpreter.parent.parent)
        return next((folder / name for folder in folders if (folder / name).is_file()), None)


@dataclass(frozen=True)
class Installed:
    """What was installed.

    Attributes
    ----------
    files : tuple of Path
        What was written; empty where another program keeps it.
    functions : int
        How many functions can be typed now.
    interpreter : Path
        The Python that answers.
    """

    files: tuple[Path, ...]
    functions: int
    interpreter: Path


def dll_name(bits: int = 64) -> str:
    """The library's file name, which carries the installed xlwings' version."""
    return f"xlwings{bits}-{metadata.version('xlwings')}.dll"


def places(
    excel_folder: Path | None = None, home: Path | None = None, interpreter: Path | None = None
) -> Places:
    """The places given, the rest as Windows says.

    Raises
    ------
    InputError
        When no folder of Excel is given and this isn't Windows.
    """
    if excel_folder is None:
        if sys.platform != "win32":
            raise InputError(
                "Excel 加载项只能装在 Windows：Mac 与网页版请用 xlwings Lite（见 docs/lite.md），"
                "LibreOffice 请加 --libreoffice",
                "the Excel add-in is for Windows: on a Mac or the web take xlwings Lite (docs/lite.en.md), "
                "for LibreOffice say --libreoffice",
            )
        excel_folder = Path(os.environ["APPDATA"]) / "Microsoft" / "Excel"
    return Places(excel_folder, home or Path.home(), interpreter or Path(sys.executable))


def install(
    *, excel_folder: Path | None = None, home: Path | None = None, interpreter: Path | None = None
) -> Installed:
    """Install the Excel add-in for this user.

    Parameters
    ----------
    excel_folder, home, interpreter : Path, optional
        By default the user's own and the Python that runs this.

    Raises
    ------
    InputError
        When this isn't Windows, a library is missing, or the settings can't be written so that Excel reads them.
    TargetLocked
        When Excel is open and holds the add-in.
    """
    where = places(excel_folder, home, interpreter)
    if where.dll() is None and where.dll(32) is None:
        raise InputError(
            f"{where.interpreter} 旁边没有 {dll_name()}：请在该环境里运行 pip install --force-reinstall xlwings"
            "（不要加 --user）",
            f"no {dll_name()} beside {where.interpreter}: in that environment run "
            "pip install --force-reinstall xlwings (without --user)",
        )
    settings = _settings(where)
    _put(where.addin, vba.build(FUNCTIONS.values(), tooltips=intellisense.intellisense_xml()))
    _put(where.settings, settings)
    return Installed((where.addin, where.settings), len(FUNCTIONS), where.interpreter)


def uninstall(*, excel_folder: Path | None = None, home: Path | None = None) -> tuple[Path, ...]:
    """Take the Excel add-in and its settings away.

    Returns
    -------
    tuple of Path
        What was removed; empty when nothing was there.

    Raises
    ------
    TargetLocked
        When Excel is open and holds the add-in.
    """
    where = places(excel_folder, home)
    removed = tuple(path for path in (where.addin, where.settings) if _remove(path))
    with contextlib.suppress(OSError):  # not empty: other settings live there too
        where.settings.parent.rmdir()
    return removed


# ------------------------------------------------------------------- settings
def read_settings(path: Path) -> dict[str, str]:
    """The settings in a file, in its order; empty when there is none."""
    if not path.is_file():
        return {}
    text = path.read_bytes().decode(locale.getencoding(), "replace")
    return {row[0]: row[1] for row in csv.reader(io.StringIO(text)) if len(row) == 2}


def recorded_interpreter(where: Places) -> Path | None:
    """The Python that the settings name."""
    named = read_settings(where.settings).get(INTERPRETER, "")
    return Path(named.replace(_HOME, str(where.home))) if named else None


def _settings(where: Places) -> bytes:
    """The settings file: ours in place, what the user added kept, as VBA's ``Input #`` reads it."""
    ours = {INTERPRETER: _named(where.interpreter, where.home), **_SETTINGS}
    settings = read_settings(where.settings) | ours
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(settings.items())
    try:
        return out.getvalue().encode(locale.getencoding())
    except UnicodeEncodeError as foreign:
        raise InputError(
            f"Excel 读不了这个路径里的字符 {foreign.object[foreign.start : foreign.end]!r}："
            f"请把 Python 环境放到纯英文路径，如 C:\\xl_fact（现在是 {where.interpreter}）",
            f"Excel can't read {foreign.object[foreign.start : foreign.end]!r} in the path of Python: "
            f"make the environment in a plain folder such as C:\\xl_fact (now {where.interpreter})",
        ) from foreign


def _named(interpreter: Path, home: Path) -> str:
    """The interpreter's path; the home in it by its variable, which any code page can hold."""
    if interpreter.is_relative_to(home):
        return os.sep.join([_HOME, *interpreter.relative_to(home).parts])
    return str(interpreter)


# ---------------------------------------------------------------------- files
def _put(path: Path, data: bytes) -> None:
    """Write a file whole and no copy beside it, for Excel opens whatever lies in XLSTART."""
    try:
        replace_file(path, data, path.parent.parent)
    except PermissionError as held:
        raise _locked(path) from held


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except PermissionError as held:
        raise _locked(path) from held
    return True


def _locked(path: Path) -> TargetLocked:
    return TargetLocked(
        f"{path.name} 正在使用：请关闭所有 Excel 窗口（必要时在任务管理器里结束 EXCEL.EXE），再运行一次",
        f"{path.name} is in use: close every window of Excel (or end EXCEL.EXE in the task manager) and run again",
    )


# ---------------------------------------------------------------- LibreOffice
def install_libreoffice(
    *,
    interpreter: Path | None = None,
    unopkg: Path | None = None,
    shared: bool | None = None,
    options: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> Installed:
    """Build the Calc add-in and hand it to LibreOffice.

    Parameters
    ----------
    interpreter : Path, optional
        The Python that answers; by default the one that runs this.
    unopkg : Path, optional
        LibreOffice's program for extensions; looked for by default.
    shared : bool, optional
        For every user of this machine; by default only for root, who has no choice.
    options : sequence of str
        More for ``unopkg``, such as ``-env:UserInstallation=…``.
    env : mapping, optional
        More of the environment.

    Raises
    ------
    InputError
        When LibreOffice isn't found or refuses the extension.
    TargetLocked
        When LibreOffice is running.
    """
    python = interpreter or Path(sys.executable)
    with tempfile.TemporaryDirectory(prefix="xl_fact_") as folder:
        extension = Path(folder) / libreoffice.EXTENSION
        extension.write_bytes(libreoffice.build(FUNCTIONS.values(), str(python)))
        _unopkg(["add", "--force", *_scope(shared), *options, str(extension)], unopkg, env)
    return Installed((), len(FUNCTIONS), python)


def uninstall_libreoffice(
    *,
    unopkg: Path | None = None,
    shared: bool | None = None,
    options: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> bool:
    """Take the Calc add-in away; whether there was one. The parameters are those of `install_libreoffice`."""
    scope = [*_scope(shared), *options]
    if libreoffice.IDENTIFIER not in _unopkg(["list", *scope], unopkg, env):
        return False
    _unopkg(["remove", *scope, libreoffice.IDENTIFIER], unopkg, env)
    return True


def find_unopkg() -> Path | None:
    """LibreOffice's program for extensions, on the path or where LibreOffice is usually installed."""
    found = shutil.which("unopkg")
    usual = (Path(place) for place in _OFFICE if Path(place).is_file())
    return Path(found) if found else next(usual, None)


def _scope(shared: bool | None) -> list[str]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--shared"] if (root if shared is None else shared) else []


def _unopkg(arguments: Sequence[str], program: Path | None, env: Mapping[str, str] | None) -> str:
    """What ``unopkg`` prints."""
    found = program or find_unopkg()
    if found is None:
        raise InputError(
            "没有找到 LibreOffice（unopkg）：请先安装 LibreOffice",
            "no LibreOffice found (unopkg): install LibreOffice first",
        )
    try:
        done = subprocess.run(
            [str(found), *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **(env or {})},
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as silent:
        raise InputError(
            f"unopkg 没有应答：{silent}；请关闭 LibreOffice 再试",
            f"no answer from unopkg: {silent}; close LibreOffice and try again",
        ) from silent
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        if "lock" in said.lower():
            raise TargetLocked(
                f"LibreOffice 正在运行，请关闭后再试：{said}",
                f"LibreOffice is running, close it and try again: {said}",
            )
        raise InputError(
            f"LibreOffice 没有接受扩展：{said}", f"LibreOffice didn't take the extension: {said}"
        )
    return done.stdout


# ------------------------------------------------------------------------ WPS
def wps_folder(home: Path | None = None) -> Path:
    """Where WPS looks for the add-ins of this user.

    Raises
    ------
    InputError
        When WPS for this system takes no add-ins that are laid there.
    """
    if sys.platform == "win32":
        return Path(os.environ["APPDATA"]) / "kingsoft" / "wps" / "jsaddons"
    if sys.platform == "darwin":
        raise InputError(
            "WPS 加载项只能装在 Windows 与 Linux；Mac 上的 Excel 请用 xl-fact functions --officejs（见 docs/officejs.md）",
            "the WPS add-in is for Windows and Linux; for Excel on the Mac take xl-fact functions --officejs "
            "(docs/officejs.en.md)",
        )
    return (home or Path.home()) / ".local" / "share" / "Kingsoft" / "wps" / "jsaddons"


def install_wps(*, folder: Path | None = None, lang: Lang = "zh") -> Installed:
    """Lay the add-in into the folder of WPS and write it into the list there.

    Parameters
    ----------
    folder : Path, optional
        The folder of add-ins, ``jsaddons``; by default this user's.
    lang : {"zh", "en"}
        Language of what WPS shows of each function.

    Raises
    ------
    InputError
        When the list can't be read: nothing is written then.
    TargetLocked
        When a file is held by WPS.
    """
    where = folder or wps_folder()
    publish = where / WPS_LIST
    listed = wps.listed(wps_list(publish))
    ours = where / wps.folder_name()
    for name, text in wps.files(lang).items():
        _put_wps(ours / name, text)
    _put_wps(publish, listed)
    for old in _wps_folders(where):
        if old != ours:
            with contextlib.suppress(TargetLocked):  # the list names the new one, whatever lies beside it
                _empty_wps(old)
    return Installed((ours, publish), len(FUNCTIONS), Path(sys.executable))


def uninstall_wps(*, folder: Path | None = None) -> tuple[Path, ...]:
    """Take the add-in out of the list and its files away; what was removed or changed.

    A folder in which there is something else stays, with that.

    Raises
    ------
    InputError
        When the list can't be read: nothing is removed then.
    TargetLocked
        When a file is held by WPS.
    """
    where = folder or wps_folder()
    publish, removed = where / WPS_LIST, list[Path]()
    if (text := wps_list(publish)) is not None:
        rest, found = wps.unlisted(text)
        if found:
            _put_wps(publish, rest)
            removed.append(publish)
    for old in _wps_folders(where):
        _empty_wps(old)
        removed.append(old)
    return tuple(removed)


def _wps_folders(where: Path) -> list[Path]:
    """The folders of our add-in, of any version."""
    found = sorted(where.glob(f"{wps.NAME}_*")) if where.is_dir() else []
    return [folder for folder in found if not folder.is_symlink() and wps.is_ours(folder / wps.SAYS_WHOSE)]


def _empty_wps(folder: Path) -> None:
    """Remove what we wrote, what says that it is ours last; and the folder, unless something else is in it."""
    try:
        for name in sorted(wps.files(), key=wps.SAYS_WHOSE.__eq__):
            (folder / name).unlink(missing_ok=True)
    except PermissionError as held:
        raise _wps_holds(folder.name) from held
    with contextlib.suppress(OSError):
        folder.rmdir()


def wps_list(publish: Path) -> str | None:
    """The text of the list of add-ins as it is, byte-order mark and line ends included; None where there is none.

    Raises
    ------
    InputError
        When it can't be read.
    """
    try:
        return publish.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as other:
        raise InputError(
            f"{publish} 不是 UTF-8 编码的文字，没有改动；请用记事本另存为 UTF-8，或把它移走再试",
            f"{publish} is no text in UTF-8 and was left alone; save it as UTF-8 or move it away, and try again",
        ) from other
    except OSError as unreadable:
        zh, en = reason_of(unreadable)
        raise InputError(
            f"读不了 {publish}：{zh}；没有改动", f"can't read {publish}: {en}; it was left alone"
        ) from unreadable


def _put_wps(path: Path, text: str) -> None:
    try:
        replace_file(path, text.encode("utf-8"))
    except PermissionError as held:
        raise _wps_holds(path.name) from held
    except OSError as failed:
        zh, en = reason_of(failed)
        raise InputError(f"{path}：写不进去（{zh}）", f"{path}: cannot be written ({en})") from failed


def _wps_holds(name: str) -> TargetLocked:
    return TargetLocked(
        f"{name} 正在使用：请关闭所有 WPS 窗口，再运行一次",
        f"{name} is in use: close every window of WPS and run again",
    )
