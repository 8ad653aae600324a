"""`brand.toml`: what it may say, and what a typing mistake gets."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from xl_fact.brand import Brand, Campaign, read_brand
from xl_fact.cli import app
from xl_fact.errors import InputError
from xl_fact.seal import sealed

WHOLE = """\
name = "甲牌"
gmv = "platform"
gpm_base = "plays"
shelf = "F"
head_followers = 3_000_000
palette = "west"
language = "en"

[targets]
gmv = 1_000_000
roi = 2.5

[economics]
margin = 0.45
commission_rate = 0.2

[strengths]
content = 8
brand = 5
product = 6
price = 4
quality = 0.9

[[campaigns]]
name = "双11"
start = 2026-11-01
end = 2026-11-11

[[campaigns]]
name = "618"
start = 2026-06-01
end = 2026-06-18
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "brand.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_setting_is_read(tmp_path: Path) -> None:
    brand = read_brand(written(tmp_path, WHOLE))
    assert (brand.name, brand.gmv, brand.gpm_base, brand.shelf) == ("甲牌", "platform", "plays", "F")
    assert (brand.head_followers, brand.palette, brand.language) == (3_000_000, "west", "en")
    assert (brand.targets.gmv, brand.targets.roi, brand.targets.gpm) == (1_000_000, 2.5, None)
    assert (brand.economics.margin, brand.economics.commission_rate) == (0.45, 0.2)
    assert (brand.strengths.content, brand.strengths.quality, brand.strengths.match) == (8, 0.9, 1)
    june = Campaign("618", datetime.date(2026, 6, 1), datetime.date(2026, 6, 18))
    assert brand.campaigns[0] == june  # in the order of the calendar


def test_nothing_said_is_the_default(tmp_path: Path) -> None:
    assert read_brand(written(tmp_path, "")) == Brand(any_gmv=True)  # nobody chose one


@pytest.mark.parametrize(
    ("text", "line", "key", "near"),
    [
        ('nmae = "甲"', 1, "nmae", "name"),
        ('name = "甲"\ngpm_bas = "plays"', 2, "gpm_bas", "gpm_base"),
        ("[targets]\n\nroy = 1", 3, "roy", "roi"),
        ("[economics]\nmargins = 0.4", 2, "margins", "margin"),
        ('[[campaigns]]\nname = "甲"\nstart = 2026-06-01\nends = 2026-06-02', 4, "ends", "end"),
        ("[target]\ngmv = 1", 1, "target", "targets"),
        ('name = "甲"\n\ntargets = { roy = 1 }', 3, "roy", "roi"),
        ('name = "甲"\n\ntargets.roy = 1', 3, "roy", "roi"),
        (
            '[[campaigns]]\nname = "甲"\nstart = 2026-06-01\nend = 2026-06-02\n\n'
            '[[campaigns]]\nname = "乙"\nstart = 2026-06-03\nends = 2026-06-04',
            9,
            "ends",
            "end",
        ),
    ],
)
def test_a_typing_mistake_names_key_line_and_nearest(
    tmp_path: Path, text: str, line: int, key: str, near: str
) -> None:
    with pytest.raises(InputError) as told:
        read_brand(written(tmp_path, text))
    for words in (told.value.zh, told.value.en):
        assert str(line) in words
        assert key in words
        assert near in words


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name = ", 1),
        ('name = "甲"\n[targets\ngmv = 1', 2),
        ('name = "甲"\nname = "乙"', 2),
        ('name = "甲"\ngmv = paid', 2),
        ("[targets]\ngmv = 1\nroi = 2,5", 3),
        ('[[campaigns]]\nname = "甲"\nstart = 2026-06-01\nend = 2026-06-02\n\n[[campaigns]]\nname = 5', 6),
        (
            '[[campaigns]]\nname = "甲"\nstart = 2026-06-01\nend = 2026-06-02\n'
            '[[campaigns]]\nname = "乙"\nstart = 2026-06-09\nend = 2026-06-03',
            8,
        ),
        ('name = "甲"\ncampaigns = [1]', 2),
    ],
)
def test_the_line_is_that_of_the_mistake(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(InputError) as told:
        read_brand(written(tmp_path, text))
    assert told.value.zh.startswith(f"brand.toml 第 {line} 行")
    assert told.value.en.startswith(f"brand.toml line {line}")
    assert "\n" not in told.value.zh + told.value.en


@pytest.mark.parametrize(
    ("data", "zh"),
    [
        ('name = "甲"'.encode("gb18030"), "不是 UTF-8 文本；请另存为 UTF-8"),
        ('name = "甲"'.encode("utf-16"), "不是 UTF-8 文本；请另存为 UTF-8"),
        (None, "读不了这个文件（没有这个文件或文件夹）"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, data: bytes | None, zh: str) -> None:
    if data is not None:
        (tmp_path / "brand.toml").write_bytes(data)
    with pytest.raises(InputError) as told:
        read_brand(tmp_path / "brand.toml")
    assert told.value.zh == f"brand.toml：{zh}"


def test_a_typing_mistake_stops_the_report_before_anything_is_read(tmp_path: Path) -> None:
    last_month = sealed(b"last month's workbook")
    (tmp_path / "月报.xlsx").write_bytes(last_month)
    words = [
        "report",
        str(tmp_path / "absent.xlsx"),
        "--month",
        "2026-06",
        "--out",
        str(tmp_path / "月报.xlsx"),
    ]
    config = ["--config", str(written(tmp_path, "[targets]\nroy = 1"))]
    for lang, line in {
        "zh": "brand.toml 第 2 行：[targets] 没有“roy”这个设置，是不是“roi”？\n",
        "en": "brand.toml line 2: [targets] unknown key 'roy'; did you mean 'roi'?\n",
    }.items():
        result = CliRunner().invoke(app, [*words, *config, "--lang", lang])
        assert (result.exit_code, result.output) == (2, line)
    assert (tmp_path / "月报.xlsx").read_bytes() == last_month


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('gmv = "gross"', "paid | platform | net | settled"),
        ("[economics]\nmargin = 45", "0 … 1"),
        ("[strengths]\ncontent = 11", "0 … 10"),
        ("name = 3", "…"),
        ("targets = 3", "[targets]"),
        ('[[campaigns]]\nname = "甲"\nstart = 2026-06-09\nend = 2026-06-02', ">= 2026-06-09"),
        ('[[campaigns]]\nname = "甲"\nstart = "六月"\nend = 2026-06-02', "2026-06-01"),
        ('[[campaigns]]\nname = "甲"', "name, start, end"),
    ],
)
def test_a_wrong_value_names_the_rule(tmp_path: Path, text: str, rule: str) -> None:
    with pytest.raises(InputError) as told:
        read_brand(written(tmp_path, text))
    assert rule in told.value.zh
    assert rule in told.value.en


@pytest.mark.parametrize("key", ["gmv", "roi", "gpm"])
@pytest.mark.parametrize("value", ["0", "0.0", "-1", "true", "inf", "nan"])
def test_a_target_is_above_nothing(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(InputError) as told:
        read_brand(written(tmp_path, f"[targets]\n{key} = {value}"))
    arrived = value  # as it is written in the file
    assert told.value.zh == (
        f"brand.toml 第 2 行：targets.{key} 应为大于 0 的数，现在是 {arrived}；没有目标就删掉这一行"
    )
    assert told.value.en == (
        f"brand.toml line 2: 'targets.{key}' must be a number above 0: {arrived}; without a target leave the line out"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[campaigns]]\nname = true\nstart = "六月"\nend = 2026-06-18',
            'campaigns.start 应为 2026-06-01，现在是 "六月"',
        ),
        (
            "[[campaigns]]\nname = '618'\nstart = 2026-06-18\nend = 2026-06-01",
            "应为 >= 2026-06-18，现在是 2026-06-01",
        ),
        ("[campaigns]\nname = '618'\nstart = 2026-06-01", "现在是一个小节（里面有 name, start）"),
        ("campaigns = [2026-06-01]", "campaigns 应为 [[campaigns]]，现在是 2026-06-01"),
        ("[economics]\nmargin = [0.4, 0.5]", "economics.margin 应为 0 … 1，现在是一列 2 个值"),
        ("[economics]\nmargin = true", "economics.margin 应为 0 … 1，现在是 true"),
        ("[economics]\nmargin = '45%'", 'economics.margin 应为 0 … 1，现在是 "45%"'),
        ("gmv = {a = 1}", "现在是一个小节（里面有 a）"),
    ],
)
def test_a_wrong_value_is_told_as_it_is_written(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError) as wrong:
        read_brand(written(tmp_path, text))
    assert told in wrong.value.zh
    for spoken in (wrong.value.zh, wrong.value.en):
        assert not [each for each in ("True", "{'", "datetime", "['", "None") if each in spoken]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[tiers]\nshoulder = 100_000\nwaist = 1_000_000",
            "tiers.waist 应为小于 [tiers] shoulder（100,000），现在是 1000000",
        ),
        ("[tiers]\nshoulder = 50_000", "tiers.shoulder 应为大于 [tiers] waist（100,000），现在是 50000"),
        (
            "[tiers]\nshoulder = 6_000_000",
            "tiers.shoulder 应为小于 head_followers（5,000,000），现在是 6000000",
        ),
    ],
)
def test_tiers_of_the_wrong_order_are_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=r"brand.toml 第 [23] 行") as wrong:
        read_brand(written(tmp_path, text))
    assert told in wrong.value.zh


def test_a_small_head_alone_is_no_wrong_order(tmp_path: Path) -> None:
    """Who says nothing of tiers need not think of them."""
    assert read_brand(written(tmp_path, "head_followers = 500_000")).head_followers == 500_000


def test_followers_may_be_none_and_are_never_told_as_infinite(tmp_path: Path) -> None:
    assert read_brand(written(tmp_path, "head_followers = 0")).head_followers == 0
    with pytest.raises(InputError, match="不小于 0 的数，现在是 -1") as told:
        read_brand(written(tmp_path, "head_followers = -1"))
    assert "must be a number of 0 or more: -1" in told.value.en


def test_what_is_no_toml_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="TOML"):
        read_brand(written(tmp_path, "name = "))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"brand\.toml"):
        read_brand(tmp_path / "brand.toml")
