"""Every format alone: a report of what it can say, or one line that says what it does hold; never a crash, never "nan"."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from lookalikes import delimited
from test_exports_formats import LAYOUTS, headings_of, sheet_of, table

from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.format import Layout
from xl_fact.monthly import make_report

MONEY = ("gmv_paid", "gmv_platform", "gmv_net", "gmv_settled", "cost")
_NO_NUMBER = re.compile(r"\bnan\b|\binf\b|^#[A-Z]", re.I)


def tells(layout: Layout) -> bool:
    """Whether a layout holds sales or spend of a shop, by the list of measures."""
    keys = {c.key for c in layout.columns} | {c.key for part in layout.parts for c in part.take}
    keys |= {c.key for case in layout.cases for c in case.take}
    return any(layout.role in tier for key in keys & set(MONEY) for tier in MEASURES[key].truth)


@pytest.mark.parametrize(
    ("name", "layout"),
    [one for one in LAYOUTS if one[1].nothing is None],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_a_format_alone_gives_a_report_or_says_what_it_holds(
    name: str, layout: Layout, tmp_path: Path
) -> None:
    rows = table(layout, headings_of(layout))
    currency = next((c for c in layout.columns if c.key == "currency"), None)
    if currency is not None:
        place = rows[0].index(currency.headings[0])
        for row in rows[1:]:
            row[place] = "USD"
    file = delimited(tmp_path / f"{sheet_of(layout)}_{name}_20260601-20260630.csv", rows)
    out = tmp_path / "o.xlsx"
    if not tells(layout):
        with pytest.raises(
            InputError,
            match=r"2026-06 的导出里没有店铺的成交，也没有花费，出不了月报；有的是：.+（.+；加入罗盘“成交分析”",
        ):
            make_report([file], "2026-06", brand_name="示例", out=out)
        return
    make_report([file], "2026-06", brand_name="示例", out=out)
    book = openpyxl.load_workbook(out, data_only=True)
    cells = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    ]
    assert not [
        (cell.parent.title, cell.coordinate, cell.value) for cell in cells if _NO_NUMBER.search(cell.value)
    ]


def test_a_month_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    layout = dict(LAYOUTS)["compass_sessions-1"]
    file = delimited(tmp_path / "直播明细.csv", table(layout, headings_of(layout)))
    with pytest.raises(InputError, match=r"导出里没有 2026-05 的数据；有：2026-06"):
        make_report([file], "2026-05", brand_name="示例", out=tmp_path / "o.xlsx")


def test_a_gmv_that_was_asked_for_has_no_stand_in(tmp_path: Path) -> None:
    layout = dict(LAYOUTS)["tiktok_gmv_max-1"]
    rows = table(layout, headings_of(layout))
    for row in rows[1:]:
        row[rows[0].index("Currency")] = "USD"
    file = delimited(tmp_path / "campaign_data_2026-06-01_2026-06-30.csv", rows)
    settings = tmp_path / "settings" / "brand.toml"  # not beside the exports, where it would be found
    settings.parent.mkdir()
    settings.write_text('gmv = "paid"\n', "utf-8")
    with pytest.raises(InputError, match="gmv 可用：platform"):
        make_report([file], "2026-06", config=settings, out=tmp_path / "o.xlsx")
    made = make_report([file], "2026-06", out=tmp_path / "o.xlsx")
    about = openpyxl.load_workbook(made.path, data_only=True)["说明"]
    told = [cell.value for row in about.iter_rows() for cell in row]
    assert told[told.index("GMV 按用户支付") + 1] == "导出里没有用户支付，改按成交金额", (
        "what is not there, then what is"
    )
