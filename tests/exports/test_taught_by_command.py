"""From a file that nobody knows to a report, by the commands that a person types: its format's TOML is really not there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lookalikes import workbook
from test_teaching import WECHAT, XIAOHONGSHU

import xl_fact


class Stranger:
    """The package without one format, in a home of its own."""

    def __init__(self, folder: Path, without: str):
        self.folder = folder
        package = Path(xl_fact.__file__).parent
        ignored = shutil.ignore_patterns(f"{without}.toml", "__pycache__")
        shutil.copytree(package, folder / "package" / "xl_fact", ignore=ignored)
        self.environment = {key: value for key, value in os.environ.items() if key != "XL_FACT_FORMATS"}
        self.environment |= {"PYTHONPATH": str(folder / "package"), "XDG_DATA_HOME": str(folder / "data")}

    def run(self, *words: Any) -> subprocess.CompletedProcess[str]:
        """One command."""
        return subprocess.run(
            [sys.executable, "-m", "xl_fact", *map(str, words)],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.mark.parametrize(
    ("key", "name", "rows", "said", "gmv"),
    [
        (
            "xiaohongshu_orders",
            "买手数据_订单明细_20260801-20260810.xlsx",
            XIAOHONGSHU,
            ["商家实收金额=gmv_platform", "有效销售金额（计佣金额）=-", "价格=-"],
            231.75,
        ),
        (
            "wechat_orders",
            "微信小店订单_20260801-20260831.xlsx",
            WECHAT,
            ["商品ID=-", "SKU编码(自定义)=-", "订单实际收款金额=-"],
            310.5,
        ),
    ],
    ids=["xiaohongshu", "wechat"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="a home is named otherwise there")
def test_a_file_is_taught_and_reported_by_two_commands(
    key: str, name: str, rows: list[list[Any]], said: Sequence[str], gmv: float, tmp_path: Path
) -> None:
    stranger = Stranger(tmp_path, without=key)
    file = workbook(tmp_path / name, {"Sheet1": rows})
    report = ("report", file, "--month", "2026-08", "--brand", "甲", "--out", tmp_path / "r.xlsx")
    assert stranger.run(*report).returncode == 2
    answers = [word for answer in said for word in ("--set", answer)]
    taught = stranger.run("format", "new", file, *answers)
    assert taught.returncode == 0, taught.stderr
    assert [path.suffix for path in (tmp_path / "data" / "xl-fact" / "formats").iterdir()] == [".toml"]
    made = stranger.run(*report)
    assert made.returncode == 0, made.stderr
    book = openpyxl.load_workbook(tmp_path / "r.xlsx", data_only=True)
    cells = [list(row) for row in book.worksheets[0].iter_rows(max_row=12, values_only=True)]
    (head,) = (n for n, row in enumerate(cells) if any(str(cell).startswith("GMV·") for cell in row))
    place = next(n for n, cell in enumerate(cells[head]) if str(cell).startswith("GMV·"))
    assert cells[head + 1][place] == pytest.approx(gmv)
