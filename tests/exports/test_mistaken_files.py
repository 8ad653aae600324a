"""Files that are not what they are called, oddly written or our own: read all the same, or left out with a word."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from bad_files import NAME, REACHING, SHEET, Make, biff, changed, rewritten
from lookalikes import CREATIVE_ROWS, Rows, compass_sheets, delimited, transactions, workbook
from oracles import office
from pandas.testing import assert_frame_equal
from report import invented
from typer.testing import CliRunner

from xl_fact.cli import app
from xl_fact.drawing.shipped import new_template
from xl_fact.errors import InputError
from xl_fact.exports import facts
from xl_fact.exports.formats.inspect import describe
from xl_fact.exports.reading import read_exports
from xl_fact.exports.tables.guard import Limits
from xl_fact.filling.write import write_report
from xl_fact.surfaces.lambdas.workbook import write_functions

CHEAP = Limits(memory_mb=2048, seconds=30)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("good") / NAME, compass_sheets((1, 2)))


@pytest.fixture
def made(good: Path, tmp_path: Path) -> Callable[[Make], Path]:
    """The good workbook changed, under the same name."""

    def make(change: Make) -> Path:
        change(good, tmp_path / NAME)
        return tmp_path / NAME

    return make


# -------------------------------------------------------------------- another kind than the name says
@pytest.mark.parametrize("suffix", ["xlsx", "xlsm", "xls", "et"])
def test_csv_under_the_name_of_a_workbook(tmp_path: Path, suffix: str) -> None:
    reading = read_exports(delimited(tmp_path / f"素材.{suffix}", CREATIVE_ROWS))
    assert facts.total(reading.facts, "cost") == 2100.5
    assert (
        f"素材.{suffix} 实为文本（CSV），已按 CSV 读",
        f"素材.{suffix} is really delimited text and was read as such",
    ) in reading.sources[0].notes


def test_xlsx_under_the_name_of_a_csv(good: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(good, tmp_path / "成交.csv"))
    reading = read_exports(file)
    assert (
        "成交.csv 实为 Excel 工作簿，已按工作簿读",
        "成交.csv is really a workbook and was read as such",
    ) in (reading.sources[0].notes)
    assert_frame_equal(reading.facts.drop(columns="file"), read_exports(good).facts.drop(columns="file"))
    assert reading.sources[0].left_out == read_exports(good).sources[0].left_out


ORDERLY: Rows = [[cell if isinstance(cell, str) else float(cell) for cell in row] for row in CREATIVE_ROWS]


@pytest.mark.parametrize("name", ["素材.xls", "素材.et", "素材.xlsx"])
def test_an_old_workbook_is_read_with_a_word(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(biff(ORDERLY))
    reading = read_exports(tmp_path / name)
    assert facts.total(reading.facts, "cost") == 2100.5
    assert reading.facts["content"].tolist() == ["开场-甲", "开场-乙"]
    assert (
        f"{name} 是旧版 .xls，建议另存为 .xlsx",
        f"{name} is an old .xls; better save it as .xlsx",
    ) in reading.sources[0].notes


@pytest.mark.slow
@pytest.mark.office
def test_an_old_workbook_of_an_office_is_read_like_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    good = workbook(tmp_path / "new" / NAME, compass_sheets((1, 2)))
    with office.converted(good, "xls", 180) as old:
        file = Path(shutil.copy(old, tmp_path / Path(NAME).with_suffix(".xls")))
    assert file.read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    reading = read_exports(file)
    assert any("旧版 .xls" in zh for zh, _ in reading.sources[0].notes)
    assert_frame_equal(reading.facts.drop(columns="file"), read_exports(good).facts.drop(columns="file"))


# -------------------------------------------------------------------- macros, links
@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_links_and_macros_are_left_alone(made: Callable[[Make], Path], good: Path, suffix: str) -> None:
    """The link leads to a file with other figures, whose value is what the cell shows when it is followed."""
    other = good.with_name("另一本.xlsx")
    workbook(other, {"Sheet1": [[999_999]]})
    link = f"file://{other}"
    parts = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro",
        "xl/externalLinks/externalLink1.xml": b'<externalLink xmlns="x"/>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": b'<Relationships><Relationship Id="rId1" '
        b'TargetMode="External" Target="%s"/></Relationships>' % link.encode(),
    }
    linked = rb"<c \1><f>[1]Sheet1!A1</f>"

    def change(of: dict[str, bytes]) -> None:
        of |= parts
        of[SHEET], count = re.subn(rb'<c (r="D\d+"(?: s="\d+")?)>', linked, of[SHEET])
        assert count > 10

    file = made(changed(change))
    file = file.rename(file.with_suffix(suffix))
    facts_of = read_exports(file).facts
    assert_frame_equal(facts_of.drop(columns="file"), read_exports(good).facts.drop(columns="file"))
    assert sorted(p.name for p in file.parent.iterdir()) == [file.name]


# -------------------------------------------------------------------- one reader of the two
ODD = {  # what calamine stumbles over and openpyxl doesn't → the part, what stands there, what comes instead
    "an error that came with a new Excel": (SHEET, "</row>", '<c r="AB1" t="e"><v>#BUSY!</v></c></row>'),
    "an empty dimension": (SHEET, r'<dimension ref="[^"]*"/>', '<dimension ref=""/>'),
    "a relative path": ("xl/_rels/workbook.xml.rels", 'Target="worksheets', 'Target="../xl/worksheets'),
}


@pytest.mark.parametrize("fault", ODD)
def test_what_only_openpyxl_reads(made: Callable[[Make], Path], good: Path, fault: str) -> None:
    reading = read_exports(made(rewritten(*ODD[fault])), limits=CHEAP)
    assert_frame_equal(reading.facts, read_exports(good).facts)
    ((zh, en),) = [note for note in reading.sources[0].notes if "openpyxl" in note[0]]
    assert re.fullmatch(
        rf"{NAME} 写得不合规范（工作表：.*自营成交.*），calamine 读不了，已改用 openpyxl 读", zh
    )
    assert re.fullmatch(
        rf"{NAME} is not written by the rules \(sheets: .*自营成交.*\): calamine cannot read it, openpyxl did",
        en,
    )
    if SHEET in ODD[fault]:
        assert "合作成交" not in zh, "the other sheets are calamine's"


def test_what_only_calamine_reads(made: Callable[[Make], Path], good: Path) -> None:
    file = made(rewritten("xl/styles.xml", 'patternType="none"', 'patternType="odd"'))
    with pytest.raises((TypeError, ValueError)):
        openpyxl.load_workbook(file)
    assert_frame_equal(read_exports(file).facts, read_exports(good).facts)


def test_the_second_reader_has_the_same_limits(made: Callable[[Make], Path]) -> None:
    far = '</row><row r="1048576"><c r="A1048576" t="e"><v>#BUSY!</v></c></row></sheetData>'
    with pytest.raises(InputError, match=r"1 秒内没读完，已停止|解析中止"):
        read_exports(made(rewritten(SHEET, "</row></sheetData>", far)), limits=Limits(seconds=1))
    elsewhere = rewritten("xl/_rels/workbook.xml.rels", 'Target="worksheets', 'Target="../xl/worksheets')
    with pytest.raises(InputError, match="表格用到的区域过大"):  # of the sheets that openpyxl would find
        read_exports(made(elsewhere), limits=Limits(cells=100))


@pytest.mark.skipif(sys.platform == "win32", reason="a process's memory can't be bounded there")
def test_the_parser_may_die(made: Callable[[Make], Path]) -> None:
    """A sparse sheet that passes the guard but not the parser's memory."""
    file = made(changed(lambda parts: parts.update({SHEET: REACHING["ZZ50000"]})))
    with pytest.raises(InputError) as caught:
        read_exports(file, limits=Limits(memory_mb=600, seconds=30))
    assert caught.value.zh == f"{NAME}：解析中止（内存上限 600 MB，可用环境变量 XL_FACT_MAX_MEMORY_MB 调高）"
    assert caught.value.en.endswith("the parser stopped (memory limit 600 MB, raise XL_FACT_MAX_MEMORY_MB)")


def test_a_limit_can_be_raised(
    made: Callable[[Make], Path], good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = {f"xl/media/{n}.png": b"x" for n in range(1200)} | {"xl/media/0.xml": b"<x>" + bytes(1 << 20)}
    file = made(changed(lambda parts: parts.update(more)))
    with pytest.raises(InputError, match="XL_FACT_MAX_PARTS"):
        read_exports(file)
    monkeypatch.setenv("XL_FACT_MAX_PARTS", "5000")
    with pytest.raises(InputError, match="XL_FACT_MAX_RATIO"):
        read_exports(file)
    monkeypatch.setenv("XL_FACT_MAX_RATIO", "5000")
    assert len(read_exports(file).facts) == len(read_exports(good).facts)


# -------------------------------------------------------------------- what is in a folder beside the exports
def test_lock_files_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    delimited(tmp_path / "自营成交.csv", transactions((1,), 7))
    (tmp_path / "~$锁.xlsx").write_bytes(b"x")
    (tmp_path / ".隐藏.csv").write_bytes(b"x")
    assert len(read_exports(tmp_path).sources) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there a name may be any bytes")
def test_a_name_that_is_no_text_stops_only_its_file(tmp_path: Path) -> None:
    delimited(tmp_path / "自营成交.csv", transactions((1,), 7))
    odd = delimited(tmp_path / "\udcff.csv", CREATIVE_ROWS)
    (refusal,) = read_exports(tmp_path).refused
    assert refusal.error.zh == "?.csv：文件名里有读不出的字符，请改名后再导入"
    with pytest.raises(InputError, match="请改名后再导入") as caught:
        read_exports(odd)
    assert caught.value.en == "?.csv: its name holds characters that cannot be read; rename it"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name there")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.csv")
    with pytest.raises(InputError, match=r"管道\.csv：不是文件"):
        read_exports(tmp_path / "管道.csv")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_stops_only_itself(tmp_path: Path) -> None:
    delimited(tmp_path / "自营成交.csv", transactions((1,), 7))
    delimited(tmp_path / "素材.csv", CREATIVE_ROWS).chmod(0)
    (refusal,) = read_exports(tmp_path).refused
    assert refusal.error.zh == "素材.csv：打不开（没有权限）"


def test_a_text_of_very_many_columns_is_unknown_in_no_time(tmp_path: Path) -> None:
    names = [f"列{n}金额" for n in range(20_000)]
    (description,) = describe(delimited(tmp_path / "宽.csv", [names, ["1"] * len(names)]))
    assert description.zh == "不认识的格式"
    assert "列399金额" in description.skeleton
    assert "列400金额" not in description.skeleton


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one export and everything that we write ourselves."""
    folder = tmp_path_factory.mktemp("ours")
    delimited(folder / "自营成交.csv", transactions(range(1, 31), 7))
    write_report(invented.report(), folder / "月报.xlsx")
    write_report(invented.report(lang="en"), folder / "report.xlsx")
    write_functions(folder / "函数.xlsx")
    new_template(folder / "模板.xlsx")
    with xlsxwriter.Workbook(folder / "自己的模板.xlsx") as book:
        columns = [{"header": heading} for heading in ("日期", "GMV（元）")]
        book.add_worksheet("日").add_table("A1:B2", {"name": "xf_daily", "columns": columns})
    write_report(invented.report(), folder / "自己的月报.xlsx", template=folder / "自己的模板.xlsx")
    with xlsxwriter.Workbook(folder / "看板.xlsx") as book:
        book.add_worksheet("看板").write("A1", "{{ brand }}")
        book.define_name("xf_gmv", "=看板!$A$2")
    return folder


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


def test_our_own_workbooks_in_a_folder_are_passed_over_with_one_word(ours: Path, tmp_path: Path) -> None:
    names = sorted(path.name for path in ours.glob("*.xlsx"))
    code, said = run("import", ours, "--brand", "甲", "--facts", tmp_path / "facts")
    assert code == 0
    assert f"{'、'.join(names)}：xl_fact 自己写的工作簿，不是导出，没有读" == said.splitlines()[0]
    assert "新增 1 个文件" in said
    code, said = run("report", ours, "--month", "2026-06", "--out", tmp_path / "r.xlsx", "--lang", "en")
    assert code == 0
    assert said.count("written by xl_fact itself, no export; passed over") == 1
    assert [s.file for s in read_exports(ours).sources] == ["自营成交.csv"]


def test_our_own_workbooks_alone_in_a_folder_are_named(ours: Path, tmp_path: Path) -> None:
    shutil.copy(ours / "月报.xlsx", tmp_path)
    with pytest.raises(InputError, match=r"里面没有可读的导出文件；月报\.xlsx：xl_fact 自己写的工作簿"):
        read_exports(tmp_path)


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("月报.xlsx", "报表", "a report"),
        ("report.xlsx", "报表", "a report"),
        ("模板.xlsx", "报表", "a report"),
        ("自己的月报.xlsx", "报表", "a report"),
        ("看板.xlsx", "报表", "a report"),
        ("函数.xlsx", "函数表", "the sheet of functions"),
    ],
)
def test_our_own_workbook_named_directly_is_told_to_be_no_export(
    ours: Path, tmp_path: Path, name: str, zh: str, en: str
) -> None:
    code, said = run("report", ours / name, "--month", "2026-06", "--out", tmp_path / "r.xlsx")
    assert (code, said) == (2, f"{name}：这是 xl_fact 的{zh}，不是平台导出；请给平台导出的文件\n")
    code, said = run("import", ours / name, "--brand", "甲", "--facts", tmp_path / "facts", "--lang", "en")
    assert (code, said) == (
        2,
        f"{name}: this is {en} of xl_fact, not an export; name the platform's exports\n",
    )
    (description,) = describe(ours / name)
    assert description.zh == "读不了"
    assert not (tmp_path / "r.xlsx").exists()


def test_the_demo_and_other_workbooks_are_not_ours(good: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.properties.creator = "xl_factory"
    book.save(tmp_path / "x.xlsx")
    shutil.copy(good, tmp_path)
    reading = read_exports(tmp_path)
    assert [refusal.file for refusal in reading.refused] == ["x.xlsx"]
    assert [source.file for source in reading.sources] == [NAME]
