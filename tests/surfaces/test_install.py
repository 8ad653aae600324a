"""Install, uninstall and doctor on folders that stand in for Windows and for a throw-away LibreOffice."""

from __future__ import annotations

import csv
import os
import sys
import zipfile
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from oracles import tool
from oracles.office import write_profile

from xl_fact import doctor, install
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.errors import InputError, TargetLocked
from xl_fact.install import Places
from xl_fact.surfaces import libreoffice, vba

WINDOWS = doctor.Host(windows=True, python_bits=64, excel_bits=64, user_install=False, pywin32=True)


@pytest.fixture
def where(tmp_path: Path) -> Places:
    """A user's folders and a virtual environment, as pip lays it out on Windows."""
    home = tmp_path / "用户"
    scripts = home / "venv" / "Scripts"
    scripts.mkdir(parents=True)
    interpreter(scripts / "python.exe")
    (home / "venv" / install.dll_name()).touch()
    return Places(tmp_path / "AppData" / "Excel", home, scripts / "python.exe")


def interpreter(path: Path, text: str = "echo '[[150.0]]'") -> Path:
    """A program that stands in for another: a few words of shell."""
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return path


def put(where: Places) -> install.Installed:
    return install.install(excel_folder=where.excel, home=where.home, interpreter=where.interpreter)


def look(where: Places, host: doctor.Host = WINDOWS) -> dict[str, doctor.Finding]:
    found = doctor.doctor(excel_folder=where.excel, home=where.home, interpreter=where.interpreter, host=host)
    return {finding.name: finding for finding in found}


def troubles(findings: dict[str, doctor.Finding]) -> dict[str, str]:
    return {name: finding.level for name, finding in findings.items() if finding.level != "ok"}


# --------------------------------------------------------------------- install
def test_install_puts_add_in_and_settings_in_place(where: Places) -> None:
    done = put(where)
    assert done.files == (where.excel / "XLSTART" / "xl_fact.xlam", where.home / ".xl_fact" / "xl_fact.conf")
    assert (done.functions, done.interpreter) == (len(FUNCTIONS), where.interpreter)
    assert vba.contents(where.addin.read_bytes()).functions == tuple(FUNCTIONS)
    assert [path.name for path in where.addin.parent.iterdir()] == ["xl_fact.xlam"]
    left = [path.name for folder in (where.excel, where.home) for path in folder.iterdir()]
    assert sorted(left) == [".xl_fact", "XLSTART", "venv"]


def test_tooltips_come_inside_the_add_in(where: Places) -> None:
    put(where)
    with zipfile.ZipFile(where.addin) as package:
        tooltips = etree.fromstring(package.read("customXml/item1.xml"))
    names = [function.get("Name") for function in tooltips.iter("{*}Function")]
    assert tooltips.tag == "{http://schemas.excel-dna.net/intellisense/1.0}IntelliSense"
    assert names == list(FUNCTIONS)


def test_settings_are_what_vba_reads_and_hold_no_letter_of_the_user_s_name(where: Places) -> None:
    put(where)
    text = where.settings.read_bytes()
    assert text.isascii()
    assert text.endswith(b"\r\n")
    rows = list(csv.reader(text.decode().splitlines()))
    assert rows[0] == ["INTERPRETER_WIN", os.sep.join(["%USERPROFILE%", "venv", "Scripts", "python.exe"])]
    assert ["ADD_WORKBOOK_TO_PYTHONPATH", "false"] in rows
    assert install.recorded_interpreter(where) == where.interpreter


def test_installing_again_replaces_ours_and_keeps_what_the_user_set(where: Places) -> None:
    put(where)
    where.settings.write_bytes(where.settings.read_bytes() + b'"SHOW CONSOLE","True"\r\n')
    where.addin.write_bytes(b"older")
    other = where.home / "venv" / "Scripts" / "other.exe"
    put(replace(where, interpreter=other))
    settings = install.read_settings(where.settings)
    assert settings["SHOW CONSOLE"] == "True"
    assert settings["INTERPRETER_WIN"].endswith("other.exe")
    assert vba.contents(where.addin.read_bytes()).functions == tuple(FUNCTIONS)


def test_an_interpreter_elsewhere_is_named_in_full(where: Places, tmp_path: Path) -> None:
    python = tmp_path / "Python312" / "python.exe"
    python.parent.mkdir()
    (python.parent / install.dll_name(32)).touch()
    put(replace(where, interpreter=python))
    assert install.read_settings(where.settings)["INTERPRETER_WIN"] == str(python)


def test_a_path_outside_the_code_page_is_refused_before_anything_is_written(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.getencoding", lambda: "cp1252")
    python = where.excel.parent / "环境" / "python.exe"
    python.parent.mkdir(parents=True)
    (python.parent / install.dll_name()).touch()
    with pytest.raises(InputError, match="环境") as refused:
        put(replace(where, interpreter=python))
    assert "plain folder" in refused.value.en
    assert not where.addin.exists()


def test_a_missing_dll_is_told_before_anything_is_written(where: Places) -> None:
    (where.home / "venv" / install.dll_name()).unlink()
    with pytest.raises(InputError, match=r"xlwings64-.*\.dll") as refused:
        put(where)
    assert "--user" in refused.value.en
    assert not where.excel.exists()


def test_an_add_in_in_use_is_left_as_it_was(where: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    put(where)
    where.addin.write_bytes(b"in use")

    def held(*args: Any) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as excel:
        excel.setattr(os, "replace", held)
        with pytest.raises(TargetLocked, match="Excel") as told:
            put(where)
        excel.setattr(Path, "unlink", held)
        with pytest.raises(TargetLocked):
            install.uninstall(excel_folder=where.excel, home=where.home)
    assert told.value.exit_code == 3
    assert where.addin.read_bytes() == b"in use"


def test_nothing_of_a_failed_write_is_left_behind(where: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        put(where)
    assert [path for path in where.excel.rglob("*") if path.is_file()] == []


def test_excel_s_add_in_is_refused_elsewhere_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(InputError, match="xlwings Lite"):
        install.install()


def test_on_windows_the_folder_is_windows_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    found = install.places(home=tmp_path)
    assert found.addin == tmp_path / "Microsoft" / "Excel" / "XLSTART" / "xl_fact.xlam"
    assert found.interpreter == Path(sys.executable)


def test_uninstall_leaves_nothing_and_can_be_repeated(where: Places) -> None:
    put(where)
    assert install.uninstall(excel_folder=where.excel, home=where.home) == (where.addin, where.settings)
    assert not where.settings.parent.exists()
    assert install.uninstall(excel_folder=where.excel, home=where.home) == ()


def test_uninstall_keeps_what_is_not_ours(where: Places) -> None:
    put(where)
    (where.settings.parent / "brand.toml").write_text("", "utf-8")
    install.uninstall(excel_folder=where.excel, home=where.home)
    assert [path.name for path in where.settings.parent.iterdir()] == ["brand.toml"]


# ---------------------------------------------------------------------- doctor
def test_a_sound_installation_has_no_trouble(where: Places) -> None:
    interpreter(where.interpreter, f'exec "{sys.executable}" "$@"')
    put(where)
    findings = look(where)
    assert not troubles(findings)
    assert doctor.worst(list(findings.values())) == "ok"
    assert [finding.level for finding in findings.values()] == ["ok"] * 5
    assert findings["答案 answer"].zh == "GPM(3000, 20000) = 150"


def test_before_installing_the_doctor_says_to_install(where: Places) -> None:
    findings = look(where)
    assert troubles(findings) == {"加载项 add-in": "error", "设置 settings": "error"}
    assert all(
        "xl-fact install" in findings[name].text(lang) for name in troubles(findings) for lang in ("zh", "en")
    )


@pytest.mark.parametrize(
    ("host", "trouble", "words"),
    [
        (replace(WINDOWS, user_install=True), {"Python": "error"}, "--user"),
        (replace(WINDOWS, pywin32=False), {"pywin32": "error"}, "pip install pywin32"),
        (replace(WINDOWS, excel_bits=32), {"DLL": "error", "位数 bits": "warning"}, "xlwings32-"),
        (replace(WINDOWS, python_bits=32), {"位数 bits": "warning"}, "64"),
        (replace(WINDOWS, excel_bits=None), {}, ""),
    ],
    ids=["pip --user", "no pywin32", "32-bit Excel", "32-bit Python", "Excel's bits unknown"],
)
def test_trouble_with_the_machine(
    where: Places, host: doctor.Host, trouble: dict[str, str], words: str
) -> None:
    put(where)
    findings = look(where, host)
    assert troubles(findings) == trouble
    assert all(words in " ".join(f.text(lang) for f in findings.values()) for lang in ("zh", "en"))


def test_store_python(where: Places) -> None:
    python = where.home / "AppData" / "Local" / "Microsoft" / "WindowsApps" / "python.exe"
    findings = look(replace(where, interpreter=python))
    assert findings["Python"].level == "error"
    assert "python.org" in findings["Python"].zh
    assert "python.org" in findings["Python"].en


def test_versions_that_disagree(where: Places) -> None:
    put(where)
    where.addin.write_bytes(vba.build(FUNCTIONS.values(), version="0.0.1"))
    assert troubles(look(where)) == {"版本 version": "warning"}
    where.addin.write_bytes(vba.build(list(FUNCTIONS.values())[:3], version=metadata.version("xl-fact")))
    old = look(where)["版本 version"]
    assert f"{len(FUNCTIONS)}" in old.zh
    assert "(3 functions)" in old.en


def test_another_xlwings_than_the_add_in_s(where: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    put(where)
    really = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "9.9.9" if name == "xlwings" else really(name))
    assert troubles(look(where)) == {"DLL": "error", "版本 version": "error"}


def test_a_damaged_add_in(where: Places) -> None:
    put(where)
    where.addin.write_bytes(where.addin.read_bytes()[:5000])
    assert troubles(look(where)) == {"加载项 add-in": "error"}


def test_an_add_in_that_excel_holds(where: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    put(where)
    really = os.open

    def held(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & os.O_RDWR and Path(path) == where.addin:
            raise PermissionError(13, "in use")
        return really(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", held)
    assert troubles(look(where)) == {"Excel": "warning"}


def test_settings_that_name_another_python(where: Places) -> None:
    put(where)
    other = where.interpreter.with_name("python3.exe")
    assert troubles(look(replace(where, interpreter=other))) == {"设置 settings": "warning"}
    where.interpreter.unlink()
    assert troubles(look(where)) == {"设置 settings": "error"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("echo \"ModuleNotFoundError: No module named 'xl_fact'\" >&2; exit 1", "No module named"),
        ("echo 151", "no answer"),
    ],
)
def test_a_python_that_cannot_calculate(where: Places, text: str, reason: str) -> None:
    put(where)
    interpreter(where.interpreter, text)
    findings = look(where)
    assert troubles(findings) == {"答案 answer": "error"}
    assert reason in findings["答案 answer"].zh
    assert "pip install" in findings["答案 answer"].en


def test_elsewhere_than_on_windows_one_line_says_so() -> None:
    (finding,) = doctor.doctor(host=replace(WINDOWS, windows=False))
    assert finding.level == "error"
    assert "--libreoffice" in finding.zh
    assert "--libreoffice" in finding.en


def test_this_machine_is_described() -> None:
    host = doctor.this_host()
    assert (host.windows, host.python_bits in (32, 64)) == (sys.platform == "win32", True)


# ----------------------------------------------------------------- LibreOffice
def test_without_libreoffice_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "find_unopkg", lambda: None)
    monkeypatch.setattr(doctor, "find_unopkg", lambda: None)
    with pytest.raises(InputError, match="LibreOffice"):
        install.install_libreoffice()
    assert doctor.doctor_libreoffice()[0].level == "error"


def test_what_unopkg_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no room"):
        install.install_libreoffice(unopkg=interpreter(tmp_path / "unopkg", "echo no room >&2; exit 1"))
    with pytest.raises(TargetLocked, match="LibreOffice"):
        install.install_libreoffice(
            unopkg=interpreter(tmp_path / "unopkg", "echo 'lock file exists' >&2; exit 1")
        )
    with pytest.raises(InputError, match="unopkg"):
        install.install_libreoffice(unopkg=tmp_path / "nowhere")


def test_unopkg_gets_an_extension_that_names_the_python(tmp_path: Path) -> None:
    kept = tmp_path / "kept.oxt"
    python = tmp_path / "python"
    fake = interpreter(
        tmp_path / "unopkg", f'for last; do :; done; cp "$last" "{kept}"; echo "$@" > "{tmp_path}/said"'
    )
    install.install_libreoffice(unopkg=fake, interpreter=python, shared=False, options=["-env:X=1"])
    with zipfile.ZipFile(kept) as extension:
        assert libreoffice.interpreter_in(extension.read("settings.json")) == str(python)
    said = (tmp_path / "said").read_text().split()
    assert said[:3] == ["add", "--force", "-env:X=1"]


def test_the_doctor_reads_the_extension_in_a_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_unopkg", lambda: tmp_path)
    assert doctor.doctor_libreoffice(profile=tmp_path)[0].level == "warning"
    cache = tmp_path / "user" / "uno_packages" / "cache" / "uno_packages"
    unpacked = cache / "lu1.tmp_" / libreoffice.EXTENSION
    unpacked.mkdir(parents=True)
    for python, levels in ((sys.executable, ["ok", "ok"]), (str(tmp_path / "gone"), ["error"])):
        (unpacked / "settings.json").write_text(f'{{"command": ["{python}", "-m", "x"]}}', "utf-8")
        findings = doctor.doctor_libreoffice(profile=tmp_path)
        assert [finding.level for finding in findings] == levels
        assert python in findings[0].zh
    (cache / "lu1.tmpremoved").write_bytes(b"")
    assert doctor.doctor_libreoffice(profile=tmp_path)[0].level == "warning", "taken out, not yet swept away"


def test_the_doctor_looks_where_root_installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, the extension goes to all users: `install` and `doctor` speak of the same one."""
    program = tmp_path / "lib" / "program" / "soffice"
    unpacked = tmp_path / "lib" / "share" / "uno_packages" / "cache" / "uno_packages" / "lu1.tmp_"
    (unpacked / libreoffice.EXTENSION).mkdir(parents=True)
    (unpacked / libreoffice.EXTENSION / "settings.json").write_text(
        f'{{"command": ["{sys.executable}", "-m", "x"]}}', "utf-8"
    )
    monkeypatch.setattr(doctor, "find_unopkg", lambda: program.with_name("unopkg"))
    monkeypatch.setattr(doctor.shutil, "which", lambda name: str(program))
    monkeypatch.setattr(doctor, "_profile", lambda: tmp_path / "nobody")
    monkeypatch.setattr(doctor, "_DEBIAN", tmp_path / "none")
    assert [finding.level for finding in doctor.doctor_libreoffice()] == ["ok", "ok"]


@pytest.mark.slow
@pytest.mark.office
def test_in_a_real_libreoffice_there_and_back(tmp_path: Path) -> None:
    tool.program("unopkg")
    options = [write_profile(tmp_path / "profile")]
    options.append(f"-env:UNO_SHARED_PACKAGES_CACHE={(tmp_path / 'cache').as_uri()}")
    assert install.uninstall_libreoffice(options=options) is False
    assert install.install_libreoffice(options=options).functions == len(FUNCTIONS)
    assert install.install_libreoffice(options=options).functions == len(FUNCTIONS)
    unpacked = {libreoffice.interpreter_in(path.read_bytes()) for path in tmp_path.rglob("settings.json")}
    assert unpacked == {sys.executable}
    assert install.uninstall_libreoffice(options=options) is True
    assert install.uninstall_libreoffice(options=options) is False
