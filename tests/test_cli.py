"""The commands as a person types them: what is written, what is said, the exit code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from exports.lookalikes import delimited, transactions
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from xl_fact import __version__
from xl_fact.cli import app
from xl_fact.demo import write_demo
from xl_fact.saving import save_ours
from xl_fact.store.store import load


def run(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xl_fact", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_demo(tmp_path_factory.mktemp("demo"))


def in_process(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


def test_version_and_help() -> None:
    assert run("--version").stdout.strip() == f"xl-fact {__version__}"
    assert "report" in run("--help").stdout


ENDING = """
import atexit, sys, threading, time
from xl_fact.__main__ import main
atexit.register(print, "at the end")
if sys.argv.pop(1) == "busy":
    threading.Thread(target=lambda: (time.sleep(0.5), print("done late"))).start()
main()
"""


@pytest.mark.parametrize(("state", "told"), [("idle", ""), ("busy", "done late\n")])
@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["inspect", "nothing.xlsx"], 2)])
def test_the_command_ends_at_once_and_loses_nothing(
    state: str, told: str, words: list[str], code: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDING, state, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert done.stdout.endswith(f"{told}at the end\n")
    assert bool(done.stderr) == bool(code)


def test_the_command_line_imports_nothing_heavy() -> None:
    source = "import sys, xl_fact.cli; print(sorted({'numpy', 'pandas', 'openpyxl', 'xlwings', 'rich'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_report_and_timings(demo: list[Path], tmp_path: Path) -> None:
    done = run(
        "report",
        demo[1],
        "--month",
        "2026-06",
        "--config",
        demo[-1],
        "--out",
        "r.xlsx",
        "--timings",
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert "r.xlsx" in done.stdout
    assert "校验全部通过" in done.stdout
    steps = dict(reversed(line.split(" s  ")) for line in done.stderr.splitlines())
    assert {"start-up", "read exports", "all"} <= set(steps)
    assert float(steps["all"]) >= sum(float(s) for name, s in steps.items() if name != "all") - 0.01
    assert [p.name for p in tmp_path.iterdir()] == ["r.xlsx"]


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(demo: list[Path], tmp_path: Path) -> None:
    for name, zone in (("a.xlsx", "UTC"), ("b.xlsx", "Asia/Shanghai")):
        os.environ["TZ"] = zone
        assert run("report", demo[1], "--month", "2026-06", "--out", tmp_path / name).returncode == 0
    os.environ["TZ"] = "UTC"
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.slow
def test_the_default_name_says_brand_and_month(demo: list[Path], tmp_path: Path) -> None:
    assert run("report", demo[1], "--month", "2026-6", "--brand", "甲", cwd=tmp_path).returncode == 0
    assert [p.name for p in tmp_path.iterdir()] == ["甲-2026-06.xlsx"]


@pytest.mark.slow
def test_english(demo: list[Path], tmp_path: Path) -> None:
    done = run("report", demo[1], "--month", "2026-06", "--out", tmp_path / "r.xlsx", "--lang", "en")
    assert "all checks passed" in done.stdout
    chinese = re.compile(r"[\u3400-\u9fff]")
    assert not [
        name for name in CalamineWorkbook.from_path(tmp_path / "r.xlsx").sheet_names if chinese.search(name)
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["absent.xlsx", "--month", "2026-06"], "absent.xlsx"),
        (["DEMO", "--month", "June"], "--month 应为 YYYY-MM"),
        (["DEMO", "--month", "2026-06", "--config", "absent.toml"], "absent.toml"),
        (["DEMO", "--month", "2025-01"], "2025-01"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    demo: list[Path], tmp_path: Path, words: list[str], said: str
) -> None:
    done = run(
        "report", *(demo[1] if word == "DEMO" else word for word in words), "--out", tmp_path / "r.xlsx"
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_other_files_are_read_and_the_bad_one_is_named(demo: list[Path], tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 broken")
    done = run("report", demo[1], bad, "--month", "2026-06", "--out", tmp_path / "r.xlsx")
    assert done.returncode == 1
    assert "坏.xlsx" in done.stdout
    assert "有 1 个文件没有读入" in done.stdout
    strict = run("report", demo[1], bad, "--month", "2026-06", "--out", tmp_path / "s.xlsx", "--strict")
    assert strict.returncode == 2
    assert not (tmp_path / "s.xlsx").exists()


@pytest.mark.slow
def test_a_failed_check_is_exit_1(demo: list[Path], tmp_path: Path) -> None:
    """A total of the platform's that its own parts don't sum to."""
    import openpyxl

    book = openpyxl.load_workbook(demo[1])
    sheet = book["成交概览"]
    paid = next(c.column for c in sheet[1] if c.value == "用户支付金额")
    for row in sheet.iter_rows(min_row=2):
        if row[1].value == "全部" and row[2].value == "不限":
            sheet.cell(row[0].row, paid).value = float(row[paid - 1].value) * 1.1
            break
    altered = tmp_path / "altered.xlsx"
    book.save(altered)
    done = run("report", altered, "--month", "2026-06", "--out", tmp_path / "r.xlsx")
    assert done.returncode == 1
    assert "校验未通过" in done.stdout


def test_a_locked_target_is_exit_3_and_nothing_is_lost(
    demo: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "r.xlsx"
    save_ours(target, b"last month's work")
    last_month = target.read_bytes()
    real = os.replace

    def held(source: str, destination: str | Path) -> None:
        if Path(destination) == target:
            raise PermissionError(13, "held by another program")
        real(source, destination)

    monkeypatch.setattr(os, "replace", held)
    code, said = in_process("report", demo[1], "--month", "2026-06", "--out", target)
    assert code == 3
    assert "正被别的程序打开" in said
    assert target.read_bytes() == last_month
    assert "概览" in CalamineWorkbook.from_path(tmp_path / "r (2).xlsx").sheet_names


@pytest.mark.slow
def test_demo_writes_exports_settings_and_report(tmp_path: Path) -> None:
    done = run("demo", tmp_path / "d")
    assert done.returncode == 0
    names = {p.name for p in (tmp_path / "d").iterdir()}
    assert {"月报.xlsx", "brand.toml"} <= names
    assert sum("成交分析" in name for name in names) == 2


@pytest.mark.slow
def test_a_folder_of_exports(demo: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(demo[1], folder)
    done = run("report", folder, "--month", "2026-06", "--out", tmp_path / "r.xlsx")
    assert done.returncode == 0


@pytest.mark.parametrize(("ranges", "figure"), [("low", 75_000), ("middle", 87_500), ("high", 100_000)])
def test_what_a_range_stands_for_can_be_set(tmp_path: Path, ranges: str, figure: int) -> None:
    export = tmp_path / "素材_20260601-20260630.csv"
    export.write_text("素材名称,消耗,展示量,点击量,成交订单,GMV\n甲,7.5w~10w,1,1,1,1\n", "utf-8")
    code, said = in_process(
        "import", export, "--brand", "甲", "--facts", tmp_path / "facts", "--ranges", ranges
    )
    assert code == 0
    assert load(tmp_path / "facts").facts["cost"].tolist() == [figure]
    code, said = in_process("facts", tmp_path / "facts", "--forget", export.name)
    assert (code, said.splitlines()[0]) == (0, f"甲：已去掉 {export.name} 的 1 行")
    assert f"投放消耗: {figure:,} → —" in said
    assert in_process("facts", tmp_path / "facts", "--forget", export.name)[0] == 2
    code, said = in_process("import", export, "--brand", "甲", "--ranges", "most")
    assert code == 2
    assert "most" in said


def test_exports_beside_a_folder_of_facts_are_imported_and_what_they_change_is_said(tmp_path: Path) -> None:
    export = tmp_path / "自营成交.csv"
    words = ("--facts", tmp_path / "facts", "--brand", "甲")
    for saved, weight in ((1, 7), (2, 8)):
        os.utime(delimited(export, transactions((1, 2), weight)), (saved, saved))
        code, said = in_process("report", export, *words, "--month", "2026-06", "--out", tmp_path / "r.xlsx")
        assert code == 0, said
        if saved == 1:
            assert in_process("facts", tmp_path / "facts", "--freeze", "2026-06")[0] == 0
    assert "取代了" in said
    assert "已发布的月份变了：" in said
    assert "用户支付金额: 18,918.90 → 21,621.60" in said


def test_inspect(demo: list[Path]) -> None:
    done = run("inspect", demo[1])
    assert done.returncode == 0
    assert "用户支付金额" in done.stdout
    assert "2026-06-01" in done.stdout


def test_inspect_says_by_its_exit_code_what_could_not_be_opened(tmp_path: Path) -> None:
    good = delimited(tmp_path / "自营成交.csv", transactions((1, 2), 7))
    unknown = tmp_path / "别的.csv"
    unknown.write_text("甲列,乙列,丙列\n1,2,3\n", "utf-8")
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    assert in_process("inspect", good, unknown)[0] == 0, "to draft a format for an unknown file is its work"
    code, said = in_process("inspect", good, broken)
    assert code == 1
    assert "坏.xlsx" in said
    assert "用户支付金额" in said
    assert in_process("inspect", broken)[0] == 2


@pytest.mark.slow
def test_the_real_june_to_the_last_digit(compass: Path, tmp_path: Path) -> None:
    """One command on the real export; the figures read back by pandas without recalculation."""
    done = run("report", compass, "--month", "2026-06", "--out", tmp_path / "r.xlsx")
    assert done.returncode == 0
    sheet = pd.read_excel(tmp_path / "r.xlsx", sheet_name="FACT对比", header=None, engine="calamine").iloc[
        :, 1:
    ]

    def table(corner: str, keys: int) -> pd.DataFrame:
        """The table whose first heading is `corner`, by its first `keys` columns; headings cut at the unit."""
        top = next(i for i in range(len(sheet)) if sheet.iloc[i, 0] == corner)
        rows = sheet.iloc[top + 1 :].set_index(list(sheet.columns[:keys]))
        rows.columns = [re.split("[（·]", str(heading))[0] for heading in sheet.iloc[top, keys:]]
        return rows

    positions, carriers = table("阵地", 1), table("自营/合作", 2)
    expected = {
        ("自营", "直播"): (4_756_550.08, 7_931_593, 599.70),
        ("自营", "短视频"): (569_135.03, 3_708_164, 153.48),
        ("自营", "商品卡"): (3_131_290.65, 18_511_925, 169.15),
    }
    for key, figures in expected.items():
        row = carriers.loc[key]
        assert (round(row["GMV"], 2), row["商品曝光"], round(row["GPM"], 2)) == figures
    partner = positions.loc["A 达人矩阵"]
    assert (round(partner["GMV"], 2), partner["商品曝光"], round(partner["GPM"], 2)) == (
        638_962.11,
        3_964_853,
        161.16,
    )
    total = positions.loc["合计"].iloc[0]
    assert (round(total["GMV"], 2), total["商品曝光"], round(total["GPM"], 2)) == (
        9_397_490.90,
        37_641_450,
        249.66,
    )
    shares = {
        row: round(positions.loc[row]["GMV 占比"] * 100, 2) for row in ("F 自播", "S 搜索商城", "A 达人矩阵")
    }
    assert shares == {"F 自播": 56.67, "S 搜索商城": 36.53, "A 达人矩阵": 6.80}
