"""What an export that nothing in it proves is called, and how much of the GMV has a proof."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from xl_fact.monthly import make_report

SESSIONS = [
    "主播昵称,主播抖音号,直播开始时间,直播时长(分钟),直播间用户支付金额,直播间观看次数,直播间成交订单数,观看-成交率(次数),单小时用户支付金额",
    *(f"甲,a1,2026-06-{day:02} 09:00:00,120,2400.3,5000,75,0.015,1200.15" for day in range(1, 31)),
]


def sessions(path: Path, columns: int) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(line.split(",")[:columns] for line in SESSIONS)
    return path


@pytest.mark.parametrize(("columns", "share"), [(9, 1.0), (8, 0.0), (7, 0.0)])
def test_the_share_of_the_gmv_that_its_exports_prove(columns: int, share: float, tmp_path: Path) -> None:
    """All nine columns say the pay again by the hour; eight only how many bought; seven say nothing twice."""
    file = sessions(tmp_path / "直播间明细.csv", columns)
    made = make_report([file], "2026-06", brand_name="示例", out=tmp_path / "o.xlsx")
    assert made.checked
    assert made.proved == share
    said = made.lines("zh")[-1]
    assert ("校验全部通过" in said) == (share == 1)
    assert ("GMV 的 0% 由导出自己证明" in said) == (share == 0)
    book = openpyxl.load_workbook(made.path, read_only=True)
    texts = {
        sheet: [c for row in book[sheet].iter_rows(values_only=True) for c in row]
        for sheet in ("概览", "校验")
    }
    assert ("导出里没有能证明 GMV 的" in texts["概览"]) == (share == 0)
    assert ("文件里没有可以核对的比率或合计" in texts["校验"]) == (columns == 7)
    assert ("未能核对" in texts["校验"]) == (columns == 7)
