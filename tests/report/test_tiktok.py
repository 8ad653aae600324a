"""A report of TikTok's facts in TikTok's words: what its GMV is, whose days, what GMV Max's ROI holds, which export helps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from report import invented
from report.test_windows import row_of, sheet
from xl_fact.monthly import make_report
from xl_fact.report.model import Report
from xl_fact.words import Lang

DOUYIN = (
    "罗盘",
    "千川",
    "抖",
    "蝉妈妈",
    "DOU+",
    "Compass",
    "Qianchuan",
    "Chanmama",
    "北京",
    "Beijing",
    "载体构成",
    "成交分析",
)
"""Words that belong to the other platform."""


def videos(folder: Path) -> Path:
    """A video list of 28 days in dollars."""
    file = folder / "video_2026-03-02_2026-03-29.csv"
    file.write_text(
        "Creator name,Video ID,VV,Gross merchandise value (Video) ($),Shoppable video attributed GMV ($)\n"
        "a,7600000000000000001,1000,3000,7000\n",
        "utf-8",
    )
    return file


def ads(folder: Path) -> Path:
    """Campaigns of GMV Max of the same days."""
    file = folder / "campaign_data_2026-03-02_2026-03-29.csv"
    file.write_text(
        "Campaign ID,Campaign name,Cost,Currency,Gross revenue,SKU orders\n1,A,900,USD,3000,30\n", "utf-8"
    )
    return file


def words(path: Path) -> list[str]:
    """Every text of the workbook but the names of functions and formats."""
    book = openpyxl.load_workbook(path, data_only=True)
    return [str(c.value) for s in book for row in s.iter_rows() for c in row if isinstance(c.value, str)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_of_the_other_platform_stands_in_it(tmp_path: Path, lang: Lang) -> None:
    made = make_report(
        [videos(tmp_path), ads(tmp_path)], "2026-03", brand_name="X", out=tmp_path / "o.xlsx", lang=lang
    )
    assert made.checked, "a list of windows and no days fails nothing"
    wrong = [(word, text) for text in words(made.path) for word in DOUYIN if word in text]
    assert not wrong, wrong
    notes = " ".join(made.lines())
    assert not [word for word in DOUYIN if word in notes], notes


def test_it_says_what_its_gmv_its_days_and_its_ads_are(tmp_path: Path) -> None:
    made = make_report([videos(tmp_path), ads(tmp_path)], "2026-03", brand_name="X", out=tmp_path / "o.xlsx")
    about = sheet(made.path, "说明")
    gmv, days = row_of(about, "用哪个 GMV")[1], row_of(about, "时区与归月")[1]
    assert "不含运费" in str(gmv)
    assert "付款后取消、退款的也算" in str(gmv)
    assert "店铺所在时区 America/Los_Angeles" in str(days)
    assert row_of(about, "币种")[1] == "美元"
    assert any("GMV Max 自己报的 ROI 含自然成交" in text for text in words(made.path))
    left = [one for one in words(made.path) if "可补" in one]
    assert any("TikTok Shop 店铺分析（按天）的 Refunds" in one for one in left)


def test_a_gap_between_two_windows_fails(tmp_path: Path) -> None:
    """2–8 and 16–22 March: 14 days of 21."""
    for days in ("2026-03-02_2026-03-08", "2026-03-16_2026-03-22"):
        text = videos(tmp_path).read_text("utf-8").replace("0001,", f"{days[-2:]}01,")
        (tmp_path / f"video_{days}.csv").write_text(text, "utf-8")
    videos(tmp_path).unlink()
    made = make_report([tmp_path], "2026-03", brand_name="X", out=tmp_path / "o.xlsx")
    assert row_of(sheet(made.path, "校验"), "时段合计里的天数 = 首日到末日（天）")[1:3] == [14, 21]
    assert not made.checked


def douyin() -> Report:
    return invented.report()


def test_a_report_of_douyin_keeps_its_words() -> None:
    report = douyin()
    told: dict[str, Any] = {figure.key: figure.given for figure in report.figures}
    assert "北京时间" in told["about_timezone"]
    assert told["about_gmv_basis"] == '用户支付（brand.toml：gmv = "paid"）'
