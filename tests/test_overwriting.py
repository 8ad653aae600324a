"""What a person made or changed is never overwritten: known by the seal inside the file, or by another's lock beside it.

The oracles are the programs that people use: openpyxl and LibreOffice save the file again, and the seal must break.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from oracles import validator
from report import invented
from typer.testing import CliRunner

from xl_fact import monthly, seal
from xl_fact.cli import app
from xl_fact.errors import InputError, TargetLocked
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts
from xl_fact.saving import save_ours, spare


def commands(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(invented.report(), tmp_path_factory.mktemp("report") / "月报.xlsx").path


def copied(written: Path, folder: Path) -> Path:
    return Path(shutil.copy(written, folder / written.name))


def test_what_was_written_here_is_known_wherever_it_lies(written: Path, tmp_path: Path) -> None:
    copy = copied(written, tmp_path)
    os.utime(copy, (0, 0))
    assert seal.state_of(copy) == "ours"
    assert seal.state_of(copy.rename(tmp_path / "改名.xlsx")) == "ours"
    assert seal.state_of(tmp_path / "nothing.xlsx") == "absent"


def test_openpyxl_breaks_the_seal(written: Path, tmp_path: Path) -> None:
    copy = copied(written, tmp_path)
    openpyxl.load_workbook(copy).save(copy)
    assert seal.state_of(copy) == "changed"


def test_one_cell_breaks_the_seal_though_all_else_stays(written: Path, tmp_path: Path) -> None:
    copy = tmp_path / "r.xlsx"
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"28000", b"28001", 1) if name.endswith("sheet2.xml") else part)
    assert b"28001" in zipfile.ZipFile(copy).read("xl/worksheets/sheet2.xml")
    assert seal.state_of(copy) == "changed"
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(copy, "w") as new:
        for name in reversed(old.namelist()):
            new.writestr(name, old.read(name))
    assert seal.state_of(copy) == "ours", "packed anew in another order, with the same parts"


@pytest.mark.slow
@pytest.mark.office
def test_libreoffice_breaks_the_seal(written: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        tmp_path / "out",
        written,
    ]
    subprocess.run([str(word) for word in command], check=True, capture_output=True, timeout=180)
    saved = tmp_path / "out" / written.name
    assert seal.PROPERTIES in zipfile.ZipFile(saved).namelist(), (
        "the property itself survives, and is wrong now"
    )
    assert seal.state_of(saved) == "changed"


def test_a_sealed_file_is_a_sound_one(written: Path) -> None:
    assert not validator.faults(written)
    assert openpyxl.load_workbook(written).custom_doc_props["xl_fact"].value.startswith("xl_fact sha256:")


def test_a_persons_own_properties_stay(tmp_path: Path) -> None:
    template, out = tmp_path / "模板.xlsx", tmp_path / "out.xlsx"
    assert commands("template", "new", template)[0] == 0
    book = openpyxl.load_workbook(template)
    book.custom_doc_props.append(openpyxl.packaging.custom.StringProperty(name="部门", value="电商"))
    book.save(template)
    write_report(invented.report(), out, template=template)
    found = {p.name: p.value for p in openpyxl.load_workbook(out).custom_doc_props.props}
    assert found["部门"] == "电商"
    assert sorted(found) == ["xl_fact", "部门"]
    assert seal.state_of(out) == "ours"


PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n%%EOF", b"name = '1'\n", PICTURE], ids=["pdf", "toml", "png"])
def test_other_kinds_have_their_seal_too(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"file{seal.suffix_of(data)}"
    save_ours(path, data)
    assert seal.state_of(path) == "ours"
    kept = path.read_bytes()
    assert len(kept) > len(data)
    save_ours(path, data.replace(b"1", b"3", 1))
    assert seal.state_of(path) == "ours"
    for changed in (kept + b"\nmore", kept.replace(b"1", b"2", 1), b"x" + kept):
        path.write_bytes(changed)
        assert seal.state_of(path) in ("changed", "foreign")
        with pytest.raises(InputError):
            save_ours(path, data)
        assert path.read_bytes() == changed
    path.write_bytes(data)
    assert seal.state_of(path) == "foreign"


def test_a_foreign_file_stays_and_force_overwrites_it(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(b"a person's own")
    with pytest.raises(InputError, match="--force"):
        spare(path)
    save_ours(path, b"ours", force=True)
    assert path.read_bytes().startswith(b"ours\n# xl_fact sha256:")


@pytest.mark.parametrize("lock", ["~$月报.xlsx", ".~lock.月报.xlsx#", ".~月报.xlsx"])
def test_a_file_that_is_open_stays_and_the_new_one_lies_beside_it(
    lock: str, written: Path, tmp_path: Path
) -> None:
    path = copied(written, tmp_path)
    before = path.read_bytes()
    (tmp_path / lock).write_bytes(b"")
    with pytest.raises(TargetLocked) as told:
        write_report(invented.report(lang="en"), path)
    assert lock in told.value.zh
    assert "月报 (2).xlsx" in told.value.text("en")
    assert path.read_bytes() == before
    assert seal.state_of(tmp_path / "月报 (2).xlsx") == "ours"


def test_a_lock_of_a_file_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "~$月报.xlsx").write_bytes(b"")
    save_ours(tmp_path / "月报.xlsx", b"1")
    assert [p.name for p in tmp_path.glob("月报*")] == ["月报.xlsx"]


@pytest.mark.parametrize(
    "words",
    [
        ("template", "new", "FILE"),
        ("functions", "--workbook", "FILE"),
        ("report", "nothing-here.xlsx", "--month", "2026-06", "--out", "FILE"),
    ],
)
def test_no_command_overwrites_what_is_not_its_own(words: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_bytes(b"a person's own")
    code, said = commands(*(str(path) if word == "FILE" else word for word in words))
    assert code == 2
    assert "没有覆盖" in said
    assert path.read_bytes() == b"a person's own"
    if words[0] != "report":
        for more in ((), ("--force",), ()):  # the second time it is ours
            code, said = commands(*(str(path) if word == "FILE" else word for word in words), *more)
            assert (code == 0) == (seal.state_of(path) == "ours")
        assert code == 0


@pytest.mark.parametrize("name", ["brand.toml", "抖店订单.csv"])
def test_the_demo_does_not_mix_with_a_persons_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('name = "我的品牌"', "utf-8")
    code, said = commands("demo", tmp_path)
    assert code == 2
    assert name in said
    assert str(tmp_path / "demo") in said
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.slow
def test_what_the_demo_says_to_run_next_runs(tmp_path: Path) -> None:
    folder = tmp_path / "示 例"
    code, said = commands("demo", folder)
    assert code == 0
    settings = folder / "brand.toml"
    settings.write_text(settings.read_text("utf-8").replace("margin = 0.62", "margin = 0.5"), "utf-8")
    typed = re.search(r"xl-fact (report .* --month 2026-06)", said)
    assert typed is not None
    code, said = commands(*shlex.split(typed[1]), "--out", tmp_path / "r.xlsx")
    assert code == 0, said
    assert commands("demo", folder)[0] == 0  # with the settings that a person changed
    assert "margin = 0.5" in settings.read_text("utf-8")


@pytest.mark.slow
def test_the_demo_comes_again_but_over_nothing_of_a_persons(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert commands("demo", folder)[0] == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert all(seal.state_of(path) == "ours" for path in folder.iterdir())
    assert commands("demo", folder)[0] == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    export = next(path for path in folder.glob("*成交分析*"))
    for changed in (export, folder / "月报.xlsx"):
        mine = openpyxl.load_workbook(changed)
        mine.worksheets[0]["A1"] = "我的"
        mine.save(changed)
        kept = changed.read_bytes()
        code, said = commands("demo", folder)
        assert code == 2
        assert changed.name in said
        assert changed.read_bytes() == kept
        changed.write_bytes(before[changed.name])


def test_a_report_of_nobody_never_takes_the_place_of_one_of_other_exports(tmp_path: Path) -> None:
    """Two brands in one folder, neither named: the second is not put over the first, the same exports anew are."""
    first = write_report(invented.report(), tmp_path / "xl_fact-2026-02.xlsx").path

    def of(name: str, sha256: str) -> Any:
        source = replace(invented.SOURCE, name=name, sha256=sha256)
        return from_facts(invented.frame(), (source,), invented.BRAND, invented.MONTH)

    assert monthly._of_others(first, of("乙牌 二月.xlsx", "1" * 64)) == invented.SOURCE.name
    assert monthly._of_others(first, of("乙牌 二月.xlsx", invented.SOURCE.sha256)) == ""
    assert monthly._of_others(first, of(invented.SOURCE.name, "1" * 64)) == ""
    assert monthly._of_others(tmp_path / "none.xlsx", of("乙牌 二月.xlsx", "1" * 64)) == ""
