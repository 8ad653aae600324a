"""`brand.toml`: what a brand has decided once. Which money, which base, targets, strengths, campaigns.

::

    name = "示例品牌"
    gmv = "paid"                       # paid | platform | net | settled
    gpm_base = "product_impressions"   # product_impressions | plays | live_views
    shelf = "S"                        # S: the shelf is a channel of its own; F: it is folded into F
    head_followers = 5_000_000
    palette = "cn"                     # cn | west | colorblind
    language = "zh"                    # zh | en
    timezone = "Asia/Shanghai"         # to whose day a time with an offset goes; by the platform when left out

    [targets]
    gmv = 10_000_000
    roi = 2.5
    gpm = 250                          # the benchmark of the slope

    [economics]
    margin = 0.45
    commission_rate = 0.2

    [tiers]                            # followers from which a creator is shoulder, waist; tail below
    shoulder = 1_000_000
    waist = 100_000

    [strengths]
    content = 8                        # 0 to 10, against the peers of the category
    brand = 5
    product = 6
    price = 4
    quality = 1                        # 0 to 1
    match = 1

    [rates]                            # what one of another currency is worth, in CNY or in `to`
    USD = 7.1                          # or by month or day: { "2026-06" = 7.1, "2026-06-18" = 7.12 }

    [[campaigns]]
    name = "618"
    start = 2026-06-01
    end = 2026-06-18
"""

from __future__ import annotations

import datetime
import math
import os
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xl_fact.errors import InputError
from xl_fact.toml_file import TomlFile
from xl_fact.words import LANGUAGES, NO_WORDS, Lang, Words

GmvBasis = Literal["paid", "platform", "net", "settled"]
GpmBase = Literal["product_impressions", "plays", "live_views"]
Palette = Literal["cn", "west", "colorblind"]
Shelf = Literal["S", "F"]

WORDS: Final = "words"
"""Under which a setting keeps what it means."""
EXAMPLE: Final = "example"
"""Under which it keeps a value to show."""


def setting(default: Any, zh: str, en: str, example: Any = None) -> Any:
    """A setting: what it is when nobody says, what it means, and a value to show where the default is none.

    `xl-fact brand new` writes a file of them all.
    """
    return field(default=default, metadata={WORDS: Words(zh, en), EXAMPLE: example})


@dataclass(frozen=True)
class Targets:
    """What the month should reach; None where nothing was agreed."""

    gmv: float | None = setting(None, "GMV 目标", "target of GMV", 10_000_000)
    roi: float | None = setting(None, "ROI 目标，未扣退款", "target of ROI, before refunds", 2.5)
    gpm: float | None = setting(
        None,
        "GPM 基准：品类的水平，高于它算滚得起来；不写用全店的",
        "benchmark of GPM: the category's; the shop's own when left out",
        250,
    )


@dataclass(frozen=True)
class Economics:
    """What a sale leaves: gross margin and usual commission, as decimals (not per cent)."""

    margin: float | None = setting(
        None, "毛利率，小数：0.45 是 45%", "gross margin as a decimal: 0.45 is 45 %", 0.45
    )
    commission_rate: float | None = setting(
        None, "通常给达人的佣金率，小数", "usual commission of creators, as a decimal", 0.2
    )


@dataclass(frozen=True)
class Tiers:
    """From how many followers a creator is one of the shoulder and of the waist; the head begins at `head_followers`."""

    shoulder: float = setting(
        1_000_000, "粉丝多少算肩部达人", "from how many followers a creator is shoulder"
    )
    waist: float = setting(
        100_000, "粉丝多少算腰部达人，不到的是尾部", "from how many followers a creator is waist; tail below"
    )


@dataclass(frozen=True)
class Strengths:
    """The four strengths, 0 to 10 against the category's peers; quality and match, 0 to 1."""

    content: float | None = setting(None, "内容力", "content", 8)
    brand: float | None = setting(None, "品牌力", "brand", 5)
    product: float | None = setting(None, "商品力", "product", 6)
    price: float | None = setting(None, "价格力", "price", 4)
    quality: float | None = setting(1.0, "质量与口碑，0 到 1", "quality and word of mouth, 0 to 1")
    match: float | None = setting(
        1.0, "头部达人与品牌的匹配度，0 到 1", "how well head creators match the brand, 0 to 1"
    )


@dataclass(frozen=True)
class Campaign:
    """One campaign of the calendar, first and last day included."""

    name: str = setting(MISSING, "活动名", "its name", "618")
    start: datetime.date = setting(MISSING, "第一天", "its first day", datetime.date(2026, 6, 1))
    end: datetime.date = setting(
        MISSING, "最后一天，也算", "its last day, included", datetime.date(2026, 6, 18)
    )


@dataclass(frozen=True)
class Rates:
    """What currencies are worth in another: code → rate, by "" (always), by month or by day."""

    to: str = setting("CNY", "换算成哪种币", "the currency that they are changed into")
    of: Mapping[str, Mapping[str, float]] = field(
        default_factory=dict,
        hash=False,
        metadata={
            WORDS: Words(
                '一个外币值多少；也可以按月按天写：USD = { "2026-06" = 7.1, "2026-06-18" = 7.12 }',
                "what one of another is worth; by month or day too: "
                'USD = { "2026-06" = 7.1, "2026-06-18" = 7.12 }',
            ),
            EXAMPLE: {"USD": 7.1},
        },
    )

    def on(self, currency: str, day: datetime.date) -> float | None:
        """The rate of a day, else that of its month, else the one that always holds; None without any."""
        told = self.of.get(currency, {})
        return next((told[key] for key in (f"{day:%Y-%m-%d}", f"{day:%Y-%m}", "") if key in told), None)


def section(kind: Any, zh: str, en: str) -> Any:
    """A section of settings."""
    return field(default_factory=kind, metadata={WORDS: Words(zh, en)})


@dataclass(frozen=True)
class Brand:
    """A brand's settings, complete and checked."""

    name: str = setting("", "品牌名", "name of the brand", Words("示例品牌", "Sample brand"))
    gmv: GmvBasis = setting(
        "paid",
        "用哪个成交金额：paid 用户支付 | platform 成交 | net 净成交 | settled 结算",
        "which GMV: paid | platform | net | settled",
    )
    gpm_base: GpmBase = setting(
        "product_impressions",
        "GPM 的分母：product_impressions 商品曝光 | plays 播放 | live_views 直播观看",
        "base of GPM: product_impressions | plays | live_views",
    )
    shelf: Shelf = setting(
        "S",
        "自营货架（商品卡、其他）：S 单列 | F 并入自播",
        "the shop's own shelf: S a channel of its own | F folded into F",
    )
    head_followers: float = setting(
        5_000_000, "粉丝多少算头部达人（T）", "from how many followers a creator is a head KOL (T)"
    )
    palette: Palette = setting(
        "cn",
        "涨跌颜色：cn 红涨绿跌 | west 绿涨红跌 | colorblind 蓝橙",
        "colours of change: cn red up | west green up | colorblind",
    )
    language: Lang = setting("zh", "工作簿的语言：zh | en", "language of the workbook: zh | en")
    timezone: str = setting(
        "",
        "店铺的时区；带时差的时间归到它的哪天，不写由平台决定",
        "the shop's time zone, to whose day a time with an offset goes; by the platform when left out",
        "Asia/Shanghai",
    )
    targets: Targets = section(Targets, "本月目标", "targets of the month")
    economics: Economics = section(Economics, "一笔成交留下多少", "what a sale leaves")
    tiers: Tiers = section(Tiers, "达人分层：头肩腰尾", "tiers of creators: head, shoulder, waist, tail")
    strengths: Strengths = section(
        Strengths,
        "四力，0 到 10，与同类目品牌相比，5 为中游",
        "the four strengths, 0 to 10 against the category's peers, 5 is the middle",
    )
    campaigns: tuple[Campaign, ...] = field(
        default=(),
        metadata={
            WORDS: Words("活动日历（C），可以写多段", "the calendar of campaigns (C), as many as there are")
        },
    )
    rates: Rates = section(Rates, "汇率", "rates of exchange")
    any_gmv: bool = False
    """Whether another GMV stands in where the exports lack this one: while nobody has said which is meant."""

    def __post_init__(self) -> None:
        readable_name(self.name)


CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "gmv": get_args(GmvBasis),
    "gpm_base": get_args(GpmBase),
    "palette": get_args(Palette),
    "shelf": get_args(Shelf),
    "language": LANGUAGES,
}
BOUNDS: Final[dict[tuple[str, str], tuple[float, float]]] = {
    ("economics", "margin"): (0, 1),
    ("economics", "commission_rate"): (0, 1),
    ("strengths", "quality"): (0, 1),
    ("strengths", "match"): (0, 1),
    **{("strengths", name): (0, 10) for name in ("content", "brand", "product", "price")},
    **{("targets", name): (0, float("inf")) for name in ("gmv", "roi", "gpm")},
    ("", "head_followers"): (0, float("inf")),
    **{("tiers", name): (0, float("inf")) for name in ("shoulder", "waist")},
}
POSITIVE: Final = frozenset(("targets",))
"""The sections whose numbers are above 0: a goal of nothing is no goal, it is left out."""
_PARTS: Final[dict[str, type[Targets] | type[Economics] | type[Tiers] | type[Strengths]]] = {
    "targets": Targets,
    "tiers": Tiers,
    "economics": Economics,
    "strengths": Strengths,
}
_P = TypeVar("_P")


def read_brand(path: str | os.PathLike[str]) -> Brand:
    """Read a `brand.toml`.

    Parameters
    ----------
    path : path
        The file, UTF-8.

    Returns
    -------
    Brand

    Raises
    ------
    InputError
        When the file can't be read, or a key or a value is not one of ours: key, line, nearest key.
    """
    if not isinstance(path, str | os.PathLike):
        raise InputError(
            f"读设置要给 brand.toml 的路径，不是 {type(path).__name__}",
            f"read_brand takes the path of a brand.toml, not a value of type {type(path).__name__}",
        )
    return _Reader(TomlFile.read(Path(path))).brand()


def readable_name(name: str) -> str:
    """A brand's name as it was typed.

    Raises
    ------
    InputError
        The terminal sent bytes that are no text.
    """
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            "品牌名里有读不出的字符；请用 --brand 重新给出",
            "the brand's name holds characters that cannot be read; give it again with --brand",
        ) from error
    return name


class _Reader:
    """Turns a file into a `Brand`."""

    def __init__(self, file: TomlFile):
        self.file = file

    def brand(self) -> Brand:
        given = self.file.data
        self.file.check_keys("", given, [f.name for f in fields(Brand) if f.name != "any_gmv"])
        kept: dict[str, Any] = {}
        for key, value in given.items():
            if key in _PARTS:
                kept[key] = self._part(key, value, _PARTS[key])
            elif key == "rates":
                kept[key] = self._rates(value)
            elif key == "campaigns":
                kept[key] = self._campaigns(value)
            elif key in CHOICES:
                kept[key] = self._choice(key, value)
            elif key == "timezone":
                kept[key] = self._zone(key, value)
            elif key == "name":
                kept[key] = self._typed("", key, value, str)
            else:
                kept[key] = self._number("", key, value)
        found = Brand(**kept, any_gmv="gmv" not in given)
        self._tiers(found, given.get("tiers", {}))
        return found

    def _tiers(self, brand: Brand, given: Mapping[str, Any]) -> None:
        """Stop where tiers that the file sets overlap: the waist begins below the shoulder, the shoulder below the head."""
        names = {"waist": "[tiers] waist", "shoulder": "[tiers] shoulder", "head": "head_followers"}
        sizes = {"waist": brand.tiers.waist, "shoulder": brand.tiers.shoulder, "head": brand.head_followers}
        for lower, upper in (("waist", "shoulder"), ("shoulder", "head")):
            if sizes[lower] < sizes[upper] or given.keys().isdisjoint((lower, upper)):
                continue
            key = lower if lower in given else upper
            other = upper if key == lower else lower
            zh, en = ("小于", "below") if key == lower else ("大于", "above")
            rule = Words(
                f"{zh} {names[other]}（{sizes[other]:,.0f}）", f"{en} {names[other]} ({sizes[other]:,.0f})"
            )
            raise self._wrong("tiers", key, given[key], rule)

    def _part(self, section: str, value: Any, part: type[_P]) -> _P:
        if not isinstance(value, dict):
            raise self._wrong("", section, value, f"[{section}]")
        self.file.check_keys(section, value, [f.name for f in fields(part)])  # type: ignore[arg-type]  # all parts are dataclasses
        return part(**{key: self._number(section, key, each) for key, each in value.items()})

    def _rates(self, value: Any) -> Rates:
        if not isinstance(value, dict):
            raise self._wrong("", "rates", value, "[rates]")
        of: dict[str, dict[str, float]] = {}
        for code, told in value.items():
            if code == "to":
                continue
            by_time = told if isinstance(told, dict) else {"": told}
            for time, rate in by_time.items():
                if time and not re.fullmatch(r"20\d\d-\d\d(-\d\d)?", time):
                    raise self._wrong("rates", code, time, '"2026-06" | "2026-06-18"')
                if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < float("inf"):
                    raise self._wrong("rates", code, rate, "> 0")
            of[code.upper()] = {time: float(rate) for time, rate in by_time.items()}
        return Rates(self._typed("rates", "to", value.get("to", "CNY"), str).upper(), of)

    def _campaigns(self, value: Any) -> tuple[Campaign, ...]:
        if not isinstance(value, list):
            raise self._wrong("", "campaigns", value, "[[campaigns]]")
        found = []
        for nth, each in enumerate(value):
            if not isinstance(each, dict):
                raise self._wrong("", "campaigns", each, "[[campaigns]]")
            self.file.check_keys("campaigns", each, [f.name for f in fields(Campaign)], nth)
            for key in ("name", "start", "end"):
                if key not in each:
                    raise self._wrong("campaigns", key, None, "name, start, end", nth)
            start = self._typed("campaigns", "start", each["start"], datetime.date, nth)
            end = self._typed("campaigns", "end", each["end"], datetime.date, nth)
            if end < start:
                raise self._wrong("campaigns", "end", end, f">= {start}", nth)
            found.append(Campaign(str(each["name"]), start, end))
        return tuple(sorted(found, key=lambda c: (c.start, c.name)))

    def _choice(self, key: str, value: Any) -> Any:
        if value not in CHOICES[key]:
            raise self._wrong("", key, value, " | ".join(CHOICES[key]))
        return value

    def _zone(self, key: str, value: Any) -> str:
        try:
            return str(ZoneInfo(value))
        except (ValueError, TypeError, OSError, ZoneInfoNotFoundError):
            raise self._wrong("", key, value, "Asia/Shanghai, Asia/Ho_Chi_Minh …") from None

    def _number(self, section: str, key: str, value: Any) -> float:
        low, high = BOUNDS[section, key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self._wrong(section, key, value, _range(section, low, high), hint=_hint(section))
        if value == math.inf or (value == 0 and section in POSITIVE):
            raise self._wrong(section, key, value, _range(section, low, high), hint=_hint(section))
        return float(value)

    def _typed(self, section: str, key: str, value: Any, kind: type[_P], nth: int = 0) -> _P:
        if isinstance(value, datetime.datetime) or not isinstance(value, kind):
            raise self._wrong(section, key, value, "2026-06-01" if kind is datetime.date else '"…"', nth)
        return value

    def _wrong(
        self, section: str, key: str, value: Any, rule: str | Words, nth: int = 0, hint: Words = NO_WORDS
    ) -> InputError:
        must = rule if isinstance(rule, Words) else Words(rule, rule)
        line, name = self.file.line_of(section, key, nth), f"{section}.{key}" if section else key
        zh, en = ("没有写", "it is missing")
        if value is not None:
            shown = _as_typed(value)
            zh, en = f"现在是{_spaced(shown.zh)}", shown.en
        return InputError(
            f"{self.file.name} 第 {line} 行：{name} 应为{_spaced(must.zh)}，{zh}{hint.zh}",
            f"{self.file.name} line {line}: '{name}' must be {must.en}: {en}{hint.en}",
        )


def _as_typed(value: Any) -> Words:
    """A value as the file holds it, not as Python does."""
    if isinstance(value, bool):
        return Words(str(value).lower(), str(value).lower())
    if isinstance(value, dict):
        keys = ", ".join(map(str, value))
        return Words(
            f"一个小节（里面有 {keys}）" if keys else "空的小节",
            f"a section (of {keys})" if keys else "an empty section",
        )
    if isinstance(value, list):
        return Words(f"一列 {len(value)} 个值", f"a list of {len(value)}")
    if isinstance(value, str):
        return Words(f'"{value}"', f'"{value}"')
    shown = value.isoformat() if isinstance(value, datetime.date | datetime.time) else f"{value}"
    return Words(shown, shown)


def _range(section: str, low: float, high: float) -> Words:
    """Which numbers a setting takes, in words."""
    if high < math.inf:
        return Words(f"{low:g} … {high:g}", f"{low:g} … {high:g}")
    if section in POSITIVE:
        return Words("大于 0 的数", "a number above 0")
    return Words(f"不小于 {low:g} 的数", f"a number of {low:g} or more")


def _hint(section: str) -> Words:
    """What to do with a target that is none."""
    if section not in POSITIVE:
        return NO_WORDS
    return Words("；没有目标就删掉这一行", "; without a target leave the line out")


def _spaced(rule: str) -> str:
    """A space before what is no Chinese."""
    return rule if "\u4e00" <= rule[:1] <= "\u9fff" else f" {rule}"
