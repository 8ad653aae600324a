"""What a person need not say: settings beside the exports, brand and month from the files, questions only where they disagree."""

from __future__ import annotations

import dataclasses
import os
import re
import sys
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from xl_fact.brand import Brand, Campaign, Rates, read_brand
from xl_fact.cli import app
from xl_fact.demo import write_demo
from xl_fact.errors import InputError
from xl_fact.exports.reading import read_exports
from xl_fact.monthly import make_report
from xl_fact.settings_file import settings_text
from xl_fact.whose import named_in, settings_of
from xl_fact.words import Lang, Words


def commands(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    may, june, *_, settings = write_demo(tmp_path_factory.mktemp("demo"))
    return {"may": may, "june": june, "settings": settings}


def of_another_brand(export: Path, to: Path) -> Path:
    """The same export as another shop would have it: its name in every text, its figures its own."""
    with zipfile.ZipFile(export) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("示例".encode(), "别家".encode()))
    return to


def alone(export: Path, folder: Path) -> Path:
    """An export in a folder of its own, without settings beside it."""
    folder.mkdir(exist_ok=True)
    copy = folder / export.name
    copy.write_bytes(export.read_bytes())
    return copy


# -------------------------------------------------------------------- settings
def test_settings_are_found_beside_the_exports_and_in_the_current_folder(
    demo: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export = alone(demo["june"], tmp_path / "in")
    assert settings_of([export], None, "").brand == Brand(any_gmv=True)
    (tmp_path / "brand.toml").write_text('name = "这里"\n', "utf-8")
    assert settings_of([export], None, "").brand.name == "这里"
    beside = tmp_path / "in" / "brand.toml"
    beside.write_text('name = "旁边"\n[economics]\nmargin = 0.4\n', "utf-8")
    for given in (export, export.parent):
        settled = settings_of([given], None, "")
        assert (settled.brand.name, settled.brand.economics.margin) == ("旁边", 0.4)
        assert str(beside) in settled.notes[0].zh
    other = settings_of([export], None, "别的牌子")
    assert other.brand == Brand(name="别的牌子", any_gmv=True), "another brand's margin is none of its own"
    assert "没有用" in other.notes[0].zh
    assert settings_of([export], tmp_path / "brand.toml", "").brand.name == "这里"
    second = alone(demo["may"], tmp_path / "in2")
    second.with_name("brand.toml").write_text('name = "另一个"\n', "utf-8")
    with pytest.raises(InputError, match="--config"):
        settings_of([export, second], None, "")


@pytest.mark.slow
def test_month_brand_and_settings_need_not_be_said(
    demo: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, said = commands("report", demo["june"])
    assert code == 0
    assert f"设置：{demo['settings']}" in said
    assert [path.name for path in tmp_path.iterdir()] == ["示例品牌-2026-06.xlsx"]
    about = CalamineWorkbook.from_path(tmp_path / "示例品牌-2026-06.xlsx").get_sheet_by_name("说明")
    assert "2026年6月" in [cell for row in about.to_python() for cell in row]
    export = alone(demo["june"], tmp_path / "in")
    code, said = commands("report", export, "--out", tmp_path / "r.xlsx")
    assert "品牌：示例品牌（导出里的店铺名）" in said


def test_of_several_months_one_is_asked_for(demo: dict[str, Path], tmp_path: Path) -> None:
    exports = [demo["may"], demo["june"]]
    code, said = commands("report", *exports, "--out", tmp_path / "r.xlsx")
    assert code == 2
    assert said.splitlines()[-1].startswith("导出里有几个月（2026-05、2026-06）：用 --month 说出哪个")
    asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(question: Words, answers: object) -> str:
        asked.append((question.zh, tuple(answers)))  # type: ignore[call-overload]  # a sequence
        return "2026-05"

    made = make_report(exports, "", out=tmp_path / "r.xlsx", ask=ask)
    assert asked == [("出哪个月的报告", ("2026-05", "2026-06"))]
    text = "".join(
        str(c) for row in CalamineWorkbook.from_path(made.path).get_sheet_by_index(0).to_python() for c in row
    )
    assert "2026年5月" in text


def test_exports_without_a_date_are_read_again_once_the_month_is_known(tmp_path: Path) -> None:
    export = tmp_path / "订单.csv"
    export.write_text("素材名称,消耗,展示量,点击量,成交订单,GMV\n甲,700,1000,10,3,2100\n", "utf-8")
    code, said = commands("report", export, "--out", tmp_path / "r.xlsx")
    assert (code, "看不出是哪个月" in said) == (2, True)
    make_report(
        [export],
        "",
        out=tmp_path / "r.xlsx",
        ask=lambda question, _: "2026-06" if "月" in question.zh else "",
    )
    code, said = commands("report", export, "--month", "2026-06", "--out", tmp_path / "s.xlsx")
    found = [
        CalamineWorkbook.from_path(tmp_path / name).get_sheet_by_index(0).to_python()
        for name in ("r.xlsx", "s.xlsx")
    ]
    assert found[0] == found[1]


def test_a_folder_of_facts_says_its_brand_and_its_month(demo: dict[str, Path], tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    assert commands("import", demo["june"], "--facts", facts)[0] == 0
    assert commands("facts", "--facts", facts)[1] == commands("facts", facts)[1] != ""
    assert "示例品牌" in commands("facts", "--facts", facts)[1], "the brand of the settings beside the export"
    made = make_report([], "", facts=facts, out=tmp_path / "r.xlsx")
    assert made.path.is_file()
    os.chdir(tmp_path)
    assert make_report([], "", facts=facts).path.name == "示例品牌-2026-06.xlsx"


# -------------------------------------------------------------------- two brands
def test_exports_of_two_brands_in_one_folder_are_noticed(demo: dict[str, Path], tmp_path: Path) -> None:
    """Two shops' June: added up they would be nobody's month."""
    folder = tmp_path / "in"
    mine = alone(demo["june"], folder)
    theirs = of_another_brand(demo["may"], folder / "别家-成交分析-20260501-20260531.xlsx")
    found = dict(named_in(read_exports(folder)))
    assert found == {"示例品牌": [mine.name], "别家品牌": [theirs.name]}
    code, said = commands("report", folder, "--month", "2026-06", "--out", tmp_path / "r.xlsx")
    assert code == 2
    assert f"示例品牌（{mine.name}）" in said
    assert f"别家品牌（{theirs.name}）" in said
    assert not (tmp_path / "r.xlsx").exists()
    code, said = commands(
        "report", folder, "--month", "2026-06", "--out", tmp_path / "r.xlsx", "--brand", "示例"
    )
    assert "几个品牌" in said
    assert (tmp_path / "r.xlsx").exists()


def test_a_real_export_without_any_shop_is_nobodys(compass: Path) -> None:
    assert named_in(read_exports(compass)) == []


# -------------------------------------------------------------------- brand new
def every_setting() -> set[str]:
    """The declared settings, by dotted name."""
    found = set()
    for one in dataclasses.fields(Brand):
        default = getattr(Brand(), one.name)
        if one.name == "any_gmv":
            continue
        if one.name == "campaigns":
            found |= {f"campaigns.{f.name}" for f in dataclasses.fields(Campaign)}
        elif isinstance(default, Rates):
            found |= {"rates.to", "rates.USD"}
        elif dataclasses.is_dataclass(default):
            found |= {f"{one.name}.{f.name}" for f in dataclasses.fields(default)}
        else:
            found.add(one.name)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_settings_file_holds_every_setting_and_changes_nothing(lang: Lang, tmp_path: Path) -> None:
    path = tmp_path / "brand.toml"
    assert commands("brand", "new", path, "--lang", lang)[0] == 0
    assert read_brand(path) == dataclasses.replace(Brand(any_gmv=True), language=lang)
    text = path.read_text("utf-8")
    section, found = "", set()
    for line in text.splitlines():
        if heading := re.match(r"(?:# )?\[{1,2}(\w+)\]", line):
            section = f"{heading[1]}."
        elif key := re.match(r"(?:# )?(\w+) = .* # \S", line):
            found.add(section + key[1])
    assert found == every_setting()
    assert bool(re.search(r"# [^=]*[\u3400-\u9fff]", text)) == (lang == "zh")
    path.write_text(re.sub(r"(?m)^# (?=\w+ = |\[)", "", text), "utf-8")
    brand = read_brand(path)  # every line that was commented out is sound
    assert (brand.economics.margin, brand.campaigns[0].name, brand.rates.of["USD"][""]) == (0.45, "618", 7.1)


def test_a_name_in_the_settings_is_any_name(tmp_path: Path) -> None:
    name = 'A "b" \\ c'
    (tmp_path / "brand.toml").write_text(settings_text("zh", name), "utf-8")
    assert read_brand(tmp_path / "brand.toml").name == name


def test_settings_that_were_filled_in_are_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "brand.toml"
    assert commands("brand", "new", path)[0] == commands("brand", "new", path)[0] == 0
    path.write_text(path.read_text("utf-8").replace("# gmv = 10_000_000", "gmv = 9"), "utf-8")
    assert commands("brand", "new", path)[0] == 2
    assert read_brand(path).targets.gmv == 9


# -------------------------------------------------------------------- the words of the command line
@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ("reprt", "没有命令 reprt，是不是 report？", "no command reprt; did you mean report?"),
        (
            "report --mont 2026-06",
            "没有选项 --mont，是不是 --month？",
            "no option --mont; did you mean --month?",
        ),
        ("report x --ranges hihg", "--ranges 不能是 'hihg'，是不是 high？", "did you mean high?"),
        ("report x --ranges q", "可用：low、middle、high", "one of low, middle, high"),
        ("template new", "还缺 文件名。用法：", "FILE is missing"),
        ("inspect", "还缺 文件或文件夹。用法：", "FILES is missing"),
        ("facts a b", "多了：b", "unexpected: b"),
        ("report --month", "--month 后面要写一个值", "--month needs a value"),
        ("template chek x", "是不是 check？", "did you mean check?"),
    ],
)
def test_a_word_that_is_not_known_is_answered_with_the_nearest(words: str, zh: str, en: str) -> None:
    code, said = commands(*words.split())
    assert (code, zh in said, len(said.splitlines())) == (2, True, 1), said
    asked = words.split()
    asked[2 if asked[0] == "template" else 1 :] = [
        "--lang",
        "en",
        *asked[2 if asked[0] == "template" else 1 :],
    ]
    code, said = commands(*asked)
    assert (code, en in said) == (2, True), said
    assert not re.search(r"[\u3400-\u9fff]", said)


def test_help_has_a_short_name_everywhere() -> None:
    for words in ((), ("report",), ("template",), ("template", "new"), ("brand", "new"), ("facts",)):
        code, said = commands(*words, "-h")
        assert (code, "Usage" in said) == (0, True)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
@pytest.mark.parametrize(
    ("words", "shown"),
    [(("functions", "--workbook", "f.xlsx"), "函数工作簿"), (("template", "new", "t.xlsx"), "画模板")],
)
def test_in_a_terminal_progress_is_shown(words: tuple[str, ...], shown: str, tmp_path: Path) -> None:
    import pty

    seen = bytearray()

    def read(handle: int) -> bytes:
        data = os.read(handle, 1 << 16)
        seen.extend(data)
        return data

    os.chdir(tmp_path)
    code = pty.spawn([sys.executable, "-m", "xl_fact", *words], read)
    assert code == 0
    assert shown in seen.decode("utf-8", "replace")
