"""Why a function doesn't answer in Excel, LibreOffice or WPS, in plain words and with what to do about it.

Nothing is changed: files are read, Windows is asked what it knows, and the Python that is to answer is asked
for one GPM.
"""

from __future__ import annotations

import json
import os
import shutil
import site
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.errors import InputError
from xl_fact.install import (
    WPS_LIST,
    Places,
    dll_name,
    find_unopkg,
    places,
    recorded_interpreter,
    wps_folder,
    wps_list,
)
from xl_fact.surfaces import libreoffice, vba
from xl_fact.surfaces.javascript import wps
from xl_fact.words import Lang, say

Level = Literal["ok", "warning", "error"]

_OFFICE_KEY: Final = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_DEBIAN: Final = Path("/var/spool/libreoffice/uno_packages/cache")
"""Where Debian keeps the extensions of all users."""
_STORE: Final = "windowsapps"
_PATIENCE: Final = 60.0
"""Seconds for a Python to start and answer."""

_ASK_EXCEL: Final = ("-E", "-c", "from xl_fact import udfs; print(udfs.GPM(3000.0, 20000.0))")
_QUESTION: Final = json.dumps(["GPM", [3000.0, 20000.0]])
_ANSWER: Final = "[[150.0]]"


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes
    ----------
    name : str
        What was looked at, in a word.
    level : {"ok", "warning", "error"}
        An error keeps the functions from answering.
    zh, en : str
        What was found, and what to do.
    """

    name: str
    level: Level
    zh: str
    en: str

    def text(self, lang: Lang = "zh") -> str:
        """The line in one language."""
        return say(lang, self.zh, self.en)


@dataclass(frozen=True)
class Host:
    """The machine, as far as it matters.

    Attributes
    ----------
    windows : bool
    python_bits, excel_bits : int or None
        None where nobody says.
    user_install : bool
        xlwings was installed with ``pip --user``.
    pywin32 : bool
        The package through which Windows programs talk to Python.
    """

    windows: bool
    python_bits: int | None
    excel_bits: int | None
    user_install: bool
    pywin32: bool


def this_host() -> Host:
    """This machine and this Python."""
    found = find_spec("xlwings")
    origin = Path(found.origin) if found and found.origin else None
    user_site = site.getusersitepackages()
    return Host(
        windows=sys.platform == "win32",
        python_bits=struct.calcsize("P") * 8,
        excel_bits=_excel_bits(),
        user_install=origin is not None and origin.is_relative_to(user_site),
        pywin32=find_spec("win32com") is not None,
    )


def _excel_bits() -> int | None:
    """Whether the installed Excel is the 32 or the 64 bit one, as the registry has it."""
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _OFFICE_KEY) as key:
            platform, _ = winreg.QueryValueEx(key, "Platform")
    except OSError:
        return None
    return 32 if platform == "x86" else 64


def doctor(
    *,
    excel_folder: Path | None = None,
    home: Path | None = None,
    interpreter: Path | None = None,
    host: Host | None = None,
) -> list[Finding]:
    """Everything that can keep the Excel add-in from answering, looked at in order.

    Parameters
    ----------
    excel_folder, home, interpreter : Path, optional
        As for `install`.
    host : Host, optional
        By default this machine.

    Returns
    -------
    list of Finding
        Also what is in order.
    """
    machine = host or this_host()
    if not machine.windows:
        return [
            Finding(
                "Windows",
                "error",
                "这不是 Windows：Excel 加载项在这里用不了。Mac 与网页版用 xlwings Lite，"
                "LibreOffice 用 xl-fact install --libreoffice",
                "this isn't Windows, so the Excel add-in can't work here: on a Mac or the web take xlwings Lite, "
                "for LibreOffice xl-fact install --libreoffice",
            )
        ]
    where = places(excel_folder, home, interpreter)
    return [
        *_python(where, machine),
        *_dll(where, machine),
        *_addin(where),
        *_settings(where),
    ]


def worst(findings: list[Finding]) -> Level:
    """The gravest level among findings."""
    levels: tuple[Level, ...] = ("error", "warning")
    return next((level for level in levels if any(f.level == level for f in findings)), "ok")


# ------------------------------------------------------------------- each part
def _python(where: Places, machine: Host) -> Iterator[Finding]:
    if _STORE in str(where.interpreter).lower():
        yield Finding(
            "Python",
            "error",
            f"这是微软商店版 Python（{where.interpreter}），Excel 无法启动它：请从 python.org 安装 Python，再装 xl_fact",
            f"this Python comes from the Microsoft Store ({where.interpreter}), which Excel can't start: "
            "install Python from python.org and xl_fact in it",
        )
    elif machine.user_install:
        yield Finding(
            "Python",
            "error",
            "xlwings 是用 pip --user 装的，它的 DLL 不在 Python 旁边：请建虚拟环境（python -m venv），或不加 --user 重装",
            "xlwings was installed with pip --user, which leaves its DLL away from Python: make a virtual "
            "environment (python -m venv) or install again without --user",
        )
    else:
        yield Finding("Python", "ok", f"Python：{where.interpreter}", f"Python: {where.interpreter}")
    if not machine.pywin32:
        yield Finding(
            "pywin32",
            "error",
            "缺少 pywin32，Excel 无法与 Python 通话：请运行 pip install pywin32",
            "pywin32 is missing, without which Excel can't talk to Python: pip install pywin32",
        )


def _dll(where: Places, machine: Host) -> Iterator[Finding]:
    bits = machine.excel_bits or 64
    name, found = dll_name(bits), where.dll(bits)
    if found is None:
        yield Finding(
            "DLL",
            "error",
            f"{where.interpreter.parent} 及其上一级没有 {name}（Excel 为 {bits} 位）："
            "请运行 pip install --force-reinstall xlwings，然后 xl-fact install",
            f"no {name} (Excel is {bits}-bit) in {where.interpreter.parent} or one folder up: "
            "pip install --force-reinstall xlwings, then xl-fact install",
        )
    else:
        yield Finding("DLL", "ok", f"DLL：{found}", f"DLL: {found}")
    if machine.excel_bits and machine.python_bits and machine.excel_bits != machine.python_bits:
        yield Finding(
            "位数 bits",
            "warning",
            f"Excel 为 {machine.excel_bits} 位，Python 为 {machine.python_bits} 位：可以用，但若启动失败，请装位数相同的 Python",
            f"Excel is {machine.excel_bits}-bit and Python {machine.python_bits}-bit: this can work; "
            "if Python doesn't start, install one of the same bits",
        )


def _addin(where: Places) -> Iterator[Finding]:
    if not where.addin.is_file():
        yield Finding(
            "加载项 add-in",
            "error",
            f"没有加载项 {where.addin}：请运行 xl-fact install",
            f"no add-in at {where.addin}: run xl-fact install",
        )
        return
    if _is_open(where.addin):
        yield Finding(
            "Excel",
            "warning",
            "Excel 正开着加载项：更新或卸载前请关闭所有 Excel 窗口",
            "Excel has the add-in open: close every window of Excel before updating or uninstalling",
        )
    try:
        held = vba.contents(where.addin.read_bytes())
    except InputError as damaged:
        yield Finding("加载项 add-in", "error", damaged.zh, damaged.en)
        return
    except OSError as unreadable:
        yield Finding(
            "加载项 add-in", "error", f"读不了加载项：{unreadable}", f"can't read the add-in: {unreadable}"
        )
        return
    yield from _versions(held)


def _versions(held: vba.Contents) -> Iterator[Finding]:
    """Whether the add-in is of the versions installed now."""
    ours, bridge = metadata.version("xl-fact"), metadata.version("xlwings")
    if held.xlwings != bridge:
        yield Finding(
            "版本 version",
            "error",
            f"加载项按 xlwings {held.xlwings} 制作，现在装的是 {bridge}：请运行 xl-fact install",
            f"the add-in was built with xlwings {held.xlwings}, installed is {bridge}: run xl-fact install",
        )
    elif held.version != ours or held.functions != tuple(FUNCTIONS):
        yield Finding(
            "版本 version",
            "warning",
            f"加载项是 xl_fact {held.version}（{len(held.functions)} 个函数），"
            f"现在装的是 {ours}（{len(FUNCTIONS)} 个）：请运行 xl-fact install",
            f"the add-in is of xl_fact {held.version} ({len(held.functions)} functions), installed is {ours} "
            f"({len(FUNCTIONS)}): run xl-fact install",
        )
    else:
        yield Finding(
            "加载项 add-in",
            "ok",
            f"加载项 {ours}，{len(held.functions)} 个函数，xlwings {bridge}",
            f"add-in {ours}, {len(held.functions)} functions, xlwings {bridge}",
        )


def _settings(where: Places) -> Iterator[Finding]:
    recorded = recorded_interpreter(where)
    if recorded is None:
        yield Finding(
            "设置 settings",
            "error",
            f"{where.settings} 里没有写明 Python：请运行 xl-fact install",
            f"{where.settings} names no Python: run xl-fact install",
        )
    elif not recorded.is_file():
        yield Finding(
            "设置 settings",
            "error",
            f"设置里的 Python 已不存在：{recorded}；请在现在的环境里运行 xl-fact install",
            f"the Python in the settings is gone: {recorded}; run xl-fact install in the present environment",
        )
    elif recorded != where.interpreter:
        yield Finding(
            "设置 settings",
            "warning",
            f"Excel 用的是另一个 Python：{recorded}，而这里是 {where.interpreter}；要换成这里的，运行 xl-fact install",
            f"Excel asks another Python, {recorded}; this is {where.interpreter}: to change that, run xl-fact install",
        )
    else:
        yield Finding("设置 settings", "ok", f"设置：{where.settings}", f"settings: {where.settings}")
    if recorded is not None and recorded.is_file():
        yield _asked(recorded, _ASK_EXCEL, "xl-fact install")


def _asked(python: Path, arguments: Sequence[str], remedy: str) -> Finding:
    """Whether a Python answers as it would answer a cell."""
    try:
        done = subprocess.run(
            [str(python), *arguments],
            input=_QUESTION,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
        answered, said = done.stdout.strip() == _ANSWER, done.stderr.strip()
    except (OSError, subprocess.TimeoutExpired) as silent:
        answered, said = False, str(silent)
    if answered:
        return Finding("答案 answer", "ok", "GPM(3000, 20000) = 150", "GPM(3000, 20000) = 150")
    reason = (said.splitlines() or ["no answer"])[-1]
    return Finding(
        "答案 answer",
        "error",
        f"{python} 不能计算：{reason}；请在其中安装 xl_fact（pip install 加项目文件夹或 .whl 文件），再运行 {remedy}",
        f"{python} can't calculate: {reason}; install xl_fact in it (pip install and the folder or .whl), then run {remedy}",
    )


def _is_open(path: Path) -> bool:
    """Whether another program holds a file, asked without touching it."""
    try:
        os.close(os.open(path, os.O_RDWR))
    except PermissionError:
        return True
    return False


# ---------------------------------------------------------------- LibreOffice
def doctor_libreoffice(*, profile: Path | None = None) -> list[Finding]:
    """What keeps the Calc add-in from answering.

    Parameters
    ----------
    profile : Path, optional
        LibreOffice's user profile; by default this user's.
    """
    if find_unopkg() is None:
        return [
            Finding(
                "LibreOffice",
                "error",
                "没有找到 LibreOffice",
                "no LibreOffice found",
            )
        ]
    folders = _extensions(profile or _profile(), shared=profile is None)
    unpacked = (
        path
        for folder in folders
        for path in folder.glob(f"*/{libreoffice.EXTENSION}/settings.json")
        if not _removed(path.parents[1])
    )
    found = max(
        unpacked, key=lambda path: path.stat().st_mtime, default=None
    )  # older ones go at a later start
    if found is None:
        return [
            Finding(
                "LibreOffice",
                "warning",
                f"没有装本扩展（看过 {'、'.join(map(str, folders))}）：请运行 xl-fact install --libreoffice",
                f"the extension is not installed (looked in {', '.join(map(str, folders))}): "
                "run xl-fact install --libreoffice",
            )
        ]
    return list(_worker(found))


def _worker(settings: Path) -> Iterator[Finding]:
    recorded = Path(libreoffice.interpreter_in(settings.read_bytes()))
    if not recorded.is_file():
        yield Finding(
            "LibreOffice",
            "error",
            f"扩展所用的 Python 已不存在：{recorded}；请在现在的环境里运行 xl-fact install --libreoffice",
            f"the extension's Python is gone: {recorded}; run xl-fact install --libreoffice in the present one",
        )
        return
    yield Finding(
        "LibreOffice", "ok", f"扩展所用的 Python：{recorded}", f"the extension's Python: {recorded}"
    )
    yield _asked(recorded, libreoffice.WORKER, "xl-fact install --libreoffice")


def _extensions(profile: Path, *, shared: bool) -> list[Path]:
    """Where LibreOffice unpacks extensions: this user's, and those that root installed for all."""
    caches = [profile / "user" / "uno_packages" / "cache"]
    if shared:
        programs = (shutil.which("soffice"), find_unopkg())
        homes = [Path(program).resolve().parent.parent for program in programs if program]
        caches += [home / "share" / "uno_packages" / "cache" for home in homes]
        caches.append(_DEBIAN)
    return [
        cache / "uno_packages" for cache in dict.fromkeys(caches) if cache in caches[:1] or cache.is_dir()
    ]


def _removed(unpacked: Path) -> bool:
    """Whether an extension was taken out again: its files stay until LibreOffice starts the next time."""
    return unpacked.with_name(f"{unpacked.name.removesuffix('_')}removed").exists()


def _profile() -> Path:
    if sys.platform == "win32":
        return Path(os.environ["APPDATA"]) / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path.home() / ".config" / "libreoffice" / "4"


# ------------------------------------------------------------------------ WPS
def doctor_wps(*, folder: Path | None = None) -> list[Finding]:
    """What keeps the WPS add-in from answering, as far as files can tell.

    Parameters
    ----------
    folder : Path, optional
        The folder of add-ins; by default this user's.
    """
    try:
        where = folder or wps_folder()
    except InputError as elsewhere:
        return [Finding("WPS", "error", elsewhere.zh, elsewhere.en)]
    publish = where / WPS_LIST
    try:
        text = wps_list(publish)
        entry = None if text is None else wps.entry_in(text)
    except InputError as unreadable:
        return [Finding("WPS", "error", unreadable.zh, unreadable.en)]
    if entry is None:
        return [
            Finding(
                "WPS",
                "error",
                f"{publish} 里没有本加载项：请运行 xl-fact install --wps",
                f"the add-in is not in {publish}: run xl-fact install --wps",
            )
        ]
    return [*_wps_files(where / entry.get("url", "")), *_wps_version(entry)]


def _wps_files(ours: Path) -> Iterator[Finding]:
    absent = [name for name in wps.files() if not (ours / name).is_file()]
    if absent:
        yield Finding(
            "WPS",
            "error",
            f"{ours} 里缺少 {'、'.join(absent)}：请运行 xl-fact install --wps",
            f"{', '.join(absent)} missing in {ours}: run xl-fact install --wps",
        )
    else:
        yield Finding("WPS", "ok", f"加载项：{ours}", f"add-in: {ours}")
    if (ours / "index.html").exists():
        yield Finding(
            "WPS",
            "warning",
            f"{ours} 里不应有 index.html（由 WPS 自己生成）：请删掉它",
            f"index.html must not be in {ours}, WPS makes it itself: remove it",
        )


def _wps_version(entry: dict[str, str]) -> Iterator[Finding]:
    ours, held = metadata.version("xl-fact"), entry.get("version")
    if held != ours:
        yield Finding(
            "版本 version",
            "warning",
            f"WPS 里是 xl_fact {held}，现在装的是 {ours}：请运行 xl-fact install --wps",
            f"WPS has xl_fact {held}, installed is {ours}: run xl-fact install --wps",
        )
    yield Finding(
        "WPS",
        "warning",
        f"请在 WPS“关于”里看版本：{wps.LEAST} 起才认识加载项的函数",
        f"see the version in WPS, About: functions of add-ins are known from {wps.LEAST} on",
    )
