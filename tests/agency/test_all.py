"""Every brand in one go: each workbook as it is made alone, nothing made twice, an index of what the workbooks say."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from exports.lookalikes import delimited, transactions
from oracles import lint, validator
from typer.testing import CliRunner

from xl_fact import seal
from xl_fact.agency.batch import AllMade
from xl_fact.agency.crew import Crew
from xl_fact.agency.due import Configs, Round
from xl_fact.agency.index import index_of
from xl_fact.agency.job import Job, Outcome, file_name
from xl_fact.agency.standing import Standing
from xl_fact.cli import app
from xl_fact.errors import InputError
from xl_fact.monthly import make_report
from xl_fact.report.model import Scope
from xl_fact.span import span_of
from xl_fact.store.folder import escaped
from xl_fact.store.store import import_exports
from xl_fact.words import Words

MONTH = "2026-06"
BRANDS = ("A/B", "丁牌", "丙牌", "乙牌", "戊 牌", "甲牌")
"""As a folder lists them; one of them can't be the name of a file."""
CORRUPT = "丙牌"
INDEX = "品牌索引 2026-06.xlsx"


def commands(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


def every(facts: Path, out: Path, *words: str | Path) -> tuple[int, str]:
    return commands("report", "--all", "--facts", facts, "--month", MONTH, "--out", out, *words)


def alone(facts: Path, brand: str, out: Path, config: Path | None = None) -> bytes:
    """The workbook as `xl-fact report` makes it for one brand."""
    return make_report((), MONTH, brand_name=brand, facts=facts, out=out, config=config).path.read_bytes()


def book(out: Path, brand: str) -> Path:
    return out / file_name(brand, MONTH, ".xlsx")


def corrupted(facts: Path, brand: str = CORRUPT) -> None:
    """Half of a file of facts is gone."""
    part = next((facts / f"brand={brand}").rglob("*.parquet"))
    part.write_bytes(part.read_bytes()[:400])


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Facts of six brands, each with more than the one before."""
    folder = tmp_path_factory.mktemp("facts")
    for size, brand in enumerate(BRANDS, 1):
        delimited(folder / "自营成交.csv", transactions((1, 2, 3), 7 * size, wide=True))
        import_exports([folder / "自营成交.csv"], folder / "facts", brand=brand)
    return folder / "facts"


@pytest.fixture
def facts(given: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(given, tmp_path / "facts"))


@pytest.fixture(scope="module")
def made(given: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, str]]:
    """All of them made, and what was said."""
    out = tmp_path_factory.mktemp("out") / "月报"
    return out, every(given, out, "--jobs", "2")


@pytest.mark.slow
def test_each_workbook_is_the_one_made_alone(
    given: Path, made: tuple[Path, tuple[int, str]], tmp_path: Path
) -> None:
    out, (code, said) = made
    assert sorted(path.name for path in out.glob("*.xlsx")) == sorted(
        [INDEX, *(book(out, brand).name for brand in BRANDS)]
    )
    assert "6 个品牌：做好 6 个" in said
    assert "6/6 完成，0 失败" in said
    for number, brand in enumerate(BRANDS[::5]):
        assert book(out, brand).read_bytes() == alone(given, brand, tmp_path / f"{number}.xlsx")
    assert seal.state_of(out / INDEX) == "ours"
    assert code == 0
    assert "校验未通过" not in said


@pytest.mark.slow
def test_the_index_says_what_the_workbooks_say(made: tuple[Path, tuple[int, str]]) -> None:
    out, _ = made
    index = openpyxl.load_workbook(out / INDEX)
    lines = list(index["品牌"].iter_rows(min_row=6, values_only=False))
    said = {str(line[1].value): line for line in lines if line[1].hyperlink}
    headings = {str(cell.value): n for n, cell in enumerate(index["品牌"][5])}
    assert len(said) == len(BRANDS)
    for label, line in said.items():
        link = line[1].hyperlink
        assert link is not None
        target = out / unquote(str(link.target))
        assert label.startswith(target.name[0])
        figures = openpyxl.load_workbook(target, data_only=True)
        for key in ("GMV（元）", "GPM（元/千次）", "ROI（倍）"):
            name = figures.defined_names[f"xf_{key[:3].lower()}"]
            (sheet, cell), *_ = name.destinations
            assert line[headings[key]].value == pytest.approx(figures[sheet][cell].value)
    league = index["榜单"][index["榜单"].tables["xf_league_1"].ref]
    by_gmv = [str(row[1].value)[0] for row in league[1:]]
    assert by_gmv == [brand[0] for brand in reversed(BRANDS)], "the highest first"
    assert not lint.faults(out / INDEX)
    assert not validator.faults(out / INDEX)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_half_way_and_started_again_nothing_is_made_twice(
    facts: Path, made: tuple[Path, tuple[int, str]], tmp_path: Path
) -> None:
    corrupted(facts)
    out = tmp_path / "out"
    words = ("report", "--all", "--facts", facts, "--month", MONTH, "--out", out, "--jobs", "2")
    process = subprocess.Popen(
        [sys.executable, "-m", "xl_fact", *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _until(lambda: len(list(out.glob("*.xlsx"))) >= 2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _until(lambda: not _session(process.pid))  # the processes of a parent that was killed end
    before = {path: path.stat().st_mtime_ns for path in out.glob("*.xlsx")}
    assert 2 <= len(before) < len(BRANDS) - 1, "half way"
    code, said = every(facts, out, "--jobs", "2")
    assert code == 1
    assert f"做好 {5 - len(before)} 个，之前做好、没有变的 {len(before)} 个，没做成 1 个" in said
    assert f"{CORRUPT}: " in said
    assert {path: path.stat().st_mtime_ns for path in before} == before
    for brand in set(BRANDS) - {CORRUPT}:
        assert book(out, brand).read_bytes() == book(made[0], brand).read_bytes()
    assert not book(out, CORRUPT).exists()
    failures = openpyxl.load_workbook(out / INDEX)["没做成"]
    assert failures["B6"].value == CORRUPT


def _until(ready: object) -> None:
    assert callable(ready)
    end = time.monotonic() + 60
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.01)


def _session(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = path.read_text().rpartition(") ")[2].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            found.append(int(path.parent.name))
    return found


@pytest.mark.slow
def test_only_what_changed_is_made_again(facts: Path, tmp_path: Path) -> None:
    out, configs = tmp_path / "out", tmp_path / "configs"
    (configs / "乙牌").mkdir(parents=True)
    (configs / "甲.toml").write_text('name = "甲牌"\ngmv = "platform"\n', "utf-8")
    (configs / "乙牌" / "brand.toml").write_text("[economics]\nmargin = 0.5\n", "utf-8")
    for brand in BRANDS[:3]:
        for top in (facts, facts / "_sources"):
            shutil.rmtree(top / f"brand={brand.replace('/', '%2F')}")
    code, said = every(facts, out, "--configs", configs)
    assert "没有自己设置的品牌，用默认：戊 牌" in said
    first = {brand: book(out, brand).read_bytes() for brand in BRANDS[3:]}
    assert first["甲牌"] == alone(facts, "甲牌", tmp_path / "r.xlsx", configs / "甲.toml")
    assert "做好 0 个，之前做好、没有变的 3 个" in every(facts, out, "--configs", configs)[1]

    (configs / "乙牌" / "brand.toml").write_text("# 只是一句话\n[economics]\nmargin = 0.6\n", "utf-8")
    edited = openpyxl.load_workbook(book(out, "甲牌"))
    edited.save(book(out, "甲牌"))
    by_hand = book(out, "甲牌").read_bytes()
    code, said = every(facts, out, "--configs", configs)
    assert "做好 1 个，之前做好、没有变的 2 个，没做成 0 个" in said
    assert "甲牌: " in said
    assert "有人改过" in said
    assert book(out, "甲牌").read_bytes() == by_hand
    assert book(out, "乙牌").read_bytes() != first["乙牌"]
    assert book(out, "戊 牌").read_bytes() == first["戊 牌"]

    (configs / "甲.toml").write_text('name = "甲牌"\n', "utf-8")
    code, said = every(facts, out, "--configs", configs)
    assert (code, "没做成 1 个" in said) == (1, True)
    assert book(out, "甲牌").read_bytes() == by_hand, "never overwritten"
    assert "没做成 0 个" in every(facts, out, "--configs", configs, "--force")[1]
    assert book(out, "甲牌").read_bytes() != by_hand


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_process_that_is_ended_fails_its_brand_only(given: Path, tmp_path: Path) -> None:
    asked = Round(given, span_of(MONTH), tmp_path, Configs(), None, None, False)
    jobs = [job for brand in ("甲牌", "乙牌") if isinstance(job := asked.job(brand), Job)]
    crew = Crew(2)
    for job in jobs:
        crew._start(job)
    next(process for process, job in crew._busy.values() if job.brand == "甲牌").kill()
    outcomes = {each.brand: each for each in crew.outcomes(())}
    assert outcomes["甲牌"].state == "failed"
    assert "SIGKILL" in outcomes["甲牌"].line.zh
    assert outcomes["乙牌"].state == "made"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--brand", "甲牌"), "--brand"),
        (("--source", "duckdb://f.db"), "--source"),
        (("--pdf",), "--pdf"),
        (("导出.xlsx",), "EXPORTS"),
    ],
)
def test_what_does_not_go_with_all_is_named(
    given: Path, tmp_path: Path, words: tuple[str, ...], named: str
) -> None:
    code, said = every(given, tmp_path / "out", *words)
    assert (code, named in said) == (2, True)
    assert not (tmp_path / "out").exists()


def test_all_needs_facts_and_a_month_and_its_options_need_it(given: Path, tmp_path: Path) -> None:
    assert commands("report", "--all", "--facts", given)[0] == 2
    assert commands("report", "--all", "--month", MONTH)[0] == 2
    assert commands("report", "--jobs", "2", "--facts", given, "--month", MONTH)[0] == 2
    assert commands("report", "--all", "--facts", given, "--month", "2031-01")[0] == 2


@pytest.mark.parametrize("why", ["a person's", "open"])
def test_an_index_that_cannot_be_replaced_stops_nothing_and_the_new_one_is_always_beside_it(
    given: Path, tmp_path: Path, why: str
) -> None:
    facts = only(given, tmp_path / "facts", "甲牌")
    out = tmp_path / "out"
    out.mkdir()
    theirs = out / INDEX
    if why == "open":
        assert every(facts, out)[0] == 0
        (out / f".~lock.{INDEX}#").write_bytes(b"")
    else:
        theirs.write_bytes(b"mine")
    before = theirs.read_bytes()
    for done in ("做好 1 个" if why != "open" else "做好 0 个", "做好 0 个", "做好 0 个"):
        code, said = every(facts, out)
        assert code == 1
        assert done in said
        assert "品牌索引 2026-06 (2).xlsx" in said
    assert theirs.read_bytes() == before
    names = {path.name for path in out.glob("*.xlsx")}
    assert names == {INDEX, "品牌索引 2026-06 (2).xlsx", "甲牌-2026-06.xlsx"}


def test_a_workbook_that_is_open_is_made_beside_it_once(given: Path, tmp_path: Path) -> None:
    facts, out = only(given, tmp_path / "facts", "甲牌"), tmp_path / "out"
    out.mkdir()
    theirs = book(out, "甲牌")
    make_report((), MONTH, brand_name="甲牌", facts=facts, out=theirs, lang="en")
    lock = out / f"~${theirs.name}"
    lock.write_bytes(b"")
    before = theirs.read_bytes()
    code, said = every(facts, out)
    assert (code, "没做成 0 个" in said) == (0, True)
    assert (
        f"甲牌: {theirs.name} 正被别的程序打开（旁边有 {lock.name}），没有覆盖；这次的是 甲牌-2026-06 (2).xlsx"
        in said
    )
    assert theirs.read_bytes() == before
    rows = openpyxl.load_workbook(out / INDEX)["没做成"].iter_rows(min_row=6, max_row=6, values_only=True)
    assert next(rows)[1:3] == ("甲牌", "做好，另存了")
    assert "做好 0 个，之前做好、没有变的 1 个" in every(facts, out)[1]
    assert sorted(path.name for path in out.glob("甲牌*")) == ["甲牌-2026-06 (2).xlsx", "甲牌-2026-06.xlsx"]


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--out", "r.xlsx"), "--out 要是文件夹"), (("--template", "没有.xlsx"), "没有这个模板文件")],
)
def test_what_would_be_computed_for_nothing_is_said_before(
    given: Path, tmp_path: Path, words: tuple[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Crew, "outcomes", lambda *_: pytest.fail("work was begun"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.xlsx").write_bytes(b"mine")
    code, output = commands("report", "--all", "--facts", given, "--month", MONTH, *words)
    assert (code, said in output) == (2, True)
    assert os.listdir(tmp_path) == ["r.xlsx"]


def only(given: Path, place: Path, *brands: str) -> Path:
    """The facts of some brands."""
    for brand in brands:
        for top in ("", "_sources"):
            shutil.copytree(given / top / f"brand={escaped(brand)}", place / top / f"brand={escaped(brand)}")
    return place


def test_settings_that_are_broken_fail_their_brand_only(given: Path, tmp_path: Path) -> None:
    facts, configs = only(given, tmp_path / "facts", "甲牌", "乙牌", "丙牌"), tmp_path / "configs"
    (configs / "丙牌").mkdir(parents=True)
    (configs / "一.toml").write_text('name = "甲牌"\ngmw = 1\n', "utf-8")
    (configs / "丙牌" / "brand.toml").write_text("gmv = \n", "utf-8")
    code, said = every(facts, tmp_path / "out", "--configs", configs)
    assert code == 1
    assert "3 个品牌：做好 1 个，之前做好、没有变的 0 个，没做成 2 个" in said
    assert f"甲牌: {configs / '一.toml'}：" in said
    assert f"丙牌: {configs / '丙牌' / 'brand.toml'}：" in said
    assert book(tmp_path / "out", "乙牌").exists()
    (configs / "谁.toml").write_text("gmw = 1\n", "utf-8")
    code, said = every(facts, tmp_path / "out2", "--configs", configs)
    assert (code, "谁.toml" in said, "一.toml" in said) == (2, True, False)
    assert not (tmp_path / "out2").exists()


@pytest.mark.parametrize("brand", ["A/B", "../up", "..", "C:\\x"])
def test_a_brand_never_becomes_a_path(
    given: Path, tmp_path: Path, brand: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "work" / "here"
    here.mkdir(parents=True)
    delimited(tmp_path / "自营成交.csv", transactions((1, 2), 7, wide=True))
    monkeypatch.chdir(here)
    code, said = commands("report", tmp_path / "自营成交.csv", "--brand", brand, "--month", MONTH)
    assert code in (0, 1), said
    assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*.xlsx")] == [
        Path("work", "here", file_name(brand, MONTH, ".xlsx"))
    ]
    assert not [path for path in here.iterdir() if path.is_dir()]


def test_the_exit_code_says_what_is_there() -> None:
    scope = Scope(Words("元", "CNY"), Words("用户支付", "paid"), Words("播放", "plays"), 30, 30)
    good, bad = (
        Outcome("甲", "made", "甲.xlsx", Standing(scope, {}, {}, passed, 1.0)) for passed in (True, False)
    )
    failed, kept = Outcome("乙", "failed", line=Words("坏了", "broken")), replace(good, state="kept")

    def code(*outcomes: Outcome) -> int:
        return AllMade(Path("i.xlsx"), outcomes).exit_code

    assert [code(good, kept), code(good, bad), code(good, failed), code(failed)] == [0, 1, 1, 2]


def test_money_of_two_currencies_is_never_in_one_league(tmp_path: Path) -> None:
    outcomes = []
    for brand, unit, gmv in (("甲", "元", 1e6), ("乙", "美元", 3e6), ("丙", "元", 2e6)):
        scope = Scope(Words(unit, unit), Words("用户支付", "paid"), Words("播放", "plays"), 30, 30)
        standing = Standing(scope, {"gmv": gmv, "gpm": gmv / 1e4}, {"F": 1.0}, True, 1.0)
        outcomes.append(Outcome(brand, "made", f"{brand}.xlsx", standing))
    (tmp_path / "i.xlsx").write_bytes(index_of(outcomes, MONTH, "zh", "cn"))
    book = openpyxl.load_workbook(tmp_path / "i.xlsx")
    leagues = [
        [row[1].value for row in book["榜单"][table.ref]][1:] for table in book["榜单"].tables.values()
    ]
    assert leagues == [["丙", "甲"], ["乙"]]
    assert "GMV 最高 丙（2 个可比的里面）" in str(book["榜单"]["B4"].value).replace("；GPM 最高 丙", "")
    assert all(line[0] != "合计" for line in book["品牌"].iter_rows(min_col=2, values_only=True))
    assert index_of(outcomes, MONTH, "zh", "cn") == (tmp_path / "i.xlsx").read_bytes()


def test_settings_of_which_nobody_knows_whose_they_are_stop_before_any_work_and_all_are_named(
    tmp_path: Path,
) -> None:
    (tmp_path / "甲.toml").write_text('name = "甲牌"\n', "utf-8")
    (tmp_path / "乙.toml").write_text('name = "甲牌"\n', "utf-8")
    (tmp_path / "丙.toml").write_text("gmw = 1\n", "utf-8")
    configs = Configs.read(tmp_path, None)
    configs.whose(["甲牌", "丙"])
    with pytest.raises(InputError) as wrong:
        configs.whose(["乙牌"])
    assert wrong.value.en.count("\n") == 1
    assert "丙.toml" in wrong.value.en
    assert "both the settings of '甲牌'" in wrong.value.en
    with pytest.raises(InputError, match="没有这个文件夹"):
        Configs.read(tmp_path / "nothing", None)


def test_a_brand_that_lost_its_facts_fails_by_name_and_one_without_the_month_is_named(
    given: Path, tmp_path: Path
) -> None:
    facts = Path(shutil.copytree(given, tmp_path / "facts"))
    for brand in ("丁牌", "乙牌", "戊 牌"):
        for top in (facts, facts / "_sources"):
            shutil.rmtree(top / f"brand={escaped(brand)}")
    shutil.rmtree(facts / "brand=丙牌")  # its folder
    next((facts / "brand=甲牌").rglob("*.parquet")).unlink()  # its part
    june = transactions((1, 2), 7, wide=True)
    may = [[str(cell).replace("202606", "202605") for cell in row] for row in june]
    delimited(tmp_path / "自营成交-五月.csv", may)
    import_exports([tmp_path / "自营成交-五月.csv"], facts, brand="己牌")
    code, said = every(facts, tmp_path / "out")
    assert code == 1
    assert "3 个品牌：做好 1 个，之前做好、没有变的 0 个，没做成 2 个；另有 1 个这次没有数" in said
    assert "己牌: 事实表里有 2026-05 的数，没有 2026-06 的" in said
    for brand in ("丙牌", "甲牌"):
        assert f"{brand}: " in said
        assert f"brand={brand}/month=2026-06" in said.replace("\\", "/")
    rows = openpyxl.load_workbook(tmp_path / "out" / INDEX)["没做成"].iter_rows(min_row=6, values_only=True)
    assert [row[1:3] for row in rows if row[1]][:3] == [
        ("丙牌", "没做成"),
        ("甲牌", "没做成"),
        ("己牌", "这次没有数"),
    ]
