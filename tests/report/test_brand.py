"""`brand.toml`: what it may say, and what a typing mistake gets."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from xl_fact.brand import Brand, Campaign, read_brand
from xl_fact.errors import InputError

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
    assert read_brand(written(tmp_path, "")) == Brand()


@pytest.mark.parametrize(
    ("text", "line", "key", "near"),
    [
        ('nmae = "甲"', 1, "nmae", "name"),
        ('name = "甲"\ngpm_bas = "plays"', 2, "gpm_bas", "gpm_base"),
        ("[targets]\n\nroy = 1", 3, "roy", "roi"),
        ("[economics]\nmargins = 0.4", 2, "margins", "margin"),
        ('[[campaigns]]\nname = "甲"\nstart = 2026-06-01\nends = 2026-06-02', 4, "ends", "end"),
        ("[target]\ngmv = 1", 1, "target", "targets"),
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
    ("text", "rule"),
    [
        ('gmv = "gross"', "paid | platform | net | settled"),
        ("[economics]\nmargin = 45", "0 … 1"),
        ("[strengths]\ncontent = 11", "0 … 10"),
        ("[targets]\ngmv = true", "0 … inf"),
        ("[targets]\ngmv = -1", "0 … inf"),
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


def test_what_is_no_toml_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="TOML"):
        read_brand(written(tmp_path, "name = "))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"brand\.toml"):
        read_brand(tmp_path / "brand.toml")
