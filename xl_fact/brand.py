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
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xl_fact.errors import InputError
from xl_fact.toml_file import TomlFile
from xl_fact.words import LANGUAGES, Lang

GmvBasis = Literal["paid", "platform", "net", "settled"]
GpmBase = Literal["product_impressions", "plays", "live_views"]
Palette = Literal["cn", "west", "colorblind"]
Shelf = Literal["S", "F"]


@dataclass(frozen=True)
class Targets:
    """What the month should reach; None where nothing was agreed."""

    gmv: float | None = None
    roi: float | None = None
    gpm: float | None = None


@dataclass(frozen=True)
class Economics:
    """What a sale leaves: gross margin and usual commission, as decimals (not per cent)."""

    margin: float | None = None
    commission_rate: float | None = None


@dataclass(frozen=True)
class Strengths:
    """The four strengths, 0 to 10 against the category's peers; quality and match, 0 to 1."""

    content: float | None = None
    brand: float | None = None
    product: float | None = None
    price: float | None = None
    quality: float = 1.0
    match: float = 1.0


@dataclass(frozen=True)
class Campaign:
    """One campaign of the calendar, first and last day included."""

    name: str
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Rates:
    """What currencies are worth in another: code → rate, by "" (always), by month or by day."""

    to: str = "CNY"
    of: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)

    def on(self, currency: str, day: datetime.date) -> float | None:
        """The rate of a day, else that of its month, else the one that always holds; None without any."""
        told = self.of.get(currency, {})
        return next((told[key] for key in (f"{day:%Y-%m-%d}", f"{day:%Y-%m}", "") if key in told), None)


@dataclass(frozen=True)
class Brand:
    """A brand's settings, complete and checked."""

    name: str = ""
    gmv: GmvBasis = "paid"
    gpm_base: GpmBase = "product_impressions"
    shelf: Shelf = "S"
    head_followers: float = 5_000_000
    palette: Palette = "cn"
    language: Lang = "zh"
    timezone: str = ""
    targets: Targets = field(default_factory=Targets)
    economics: Economics = field(default_factory=Economics)
    strengths: Strengths = field(default_factory=Strengths)
    campaigns: tuple[Campaign, ...] = ()
    rates: Rates = field(default_factory=Rates)
    any_gmv: bool = False
    """Whether another GMV stands in where the exports lack this one: while nobody has said which is meant."""

    def __post_init__(self) -> None:
        readable_name(self.name)


_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "gmv": get_args(GmvBasis),
    "gpm_base": get_args(GpmBase),
    "palette": get_args(Palette),
    "shelf": get_args(Shelf),
    "language": LANGUAGES,
}
_BOUNDS: Final[dict[tuple[str, str], tuple[float, float]]] = {
    ("economics", "margin"): (0, 1),
    ("economics", "commission_rate"): (0, 1),
    ("strengths", "quality"): (0, 1),
    ("strengths", "match"): (0, 1),
    **{("strengths", name): (0, 10) for name in ("content", "brand", "product", "price")},
    **{("targets", name): (0, float("inf")) for name in ("gmv", "roi", "gpm")},
    ("", "head_followers"): (0, float("inf")),
}
_PARTS: Final[dict[str, type[Targets] | type[Economics] | type[Strengths]]] = {
    "targets": Targets,
    "economics": Economics,
    "strengths": Strengths,
}
_P = TypeVar("_P")


def read_brand(path: Path) -> Brand:
    """Read a `brand.toml`.

    Parameters
    ----------
    path : Path
        The file, UTF-8.

    Returns
    -------
    Brand

    Raises
    ------
    InputError
        When the file can't be read, or a key or a value is not one of ours: key, line, nearest key.
    """
    return _Reader(TomlFile.read(path)).brand()


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
            elif key in _CHOICES:
                kept[key] = self._choice(key, value)
            elif key == "timezone":
                kept[key] = self._zone(key, value)
            elif key == "name":
                kept[key] = self._typed("", key, value, str)
            else:
                kept[key] = self._number("", key, value)
        return Brand(**kept, any_gmv="gmv" not in given)

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
        if value not in _CHOICES[key]:
            raise self._wrong("", key, value, " | ".join(_CHOICES[key]))
        return value

    def _zone(self, key: str, value: Any) -> str:
        try:
            return str(ZoneInfo(value))
        except (ValueError, TypeError, OSError, ZoneInfoNotFoundError):
            raise self._wrong("", key, value, "Asia/Shanghai, Asia/Ho_Chi_Minh …") from None

    def _number(self, section: str, key: str, value: Any) -> float:
        low, high = _BOUNDS[section, key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self._wrong(section, key, value, f"{low:g} … {high:g}")
        return float(value)

    def _typed(self, section: str, key: str, value: Any, kind: type[_P], nth: int = 0) -> _P:
        if isinstance(value, datetime.datetime) or not isinstance(value, kind):
            raise self._wrong(section, key, value, "2026-06-01" if kind is datetime.date else '"…"', nth)
        return value

    def _wrong(self, section: str, key: str, value: Any, rule: str, nth: int = 0) -> InputError:
        line, name = self.file.line_of(section, key, nth), f"{section}.{key}" if section else key
        shown = value.isoformat() if isinstance(value, datetime.date) else repr(value)
        zh, en = ("没有写", "it is missing") if value is None else (f"现在是 {shown}", shown)
        return InputError(
            f"{self.file.name} 第 {line} 行：{name} 应为 {rule}，{zh}",
            f"{self.file.name} line {line}: '{name}' must be {rule}: {en}",
        )
