"""What people may type on 说明, by name, and what is said while one of them is empty: empty means not given, never 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xl_fact.report.formula import Every, Expression, Known, Literal, Named
from xl_fact.report.month import Month
from xl_fact.report.ratios import FIGURE
from xl_fact.report.telling import NOTHING, parted, sentence, where
from xl_fact.words import Words

MARGIN: Final = "margin"
RATE: Final = "commission_rate"
RATES: Final = (MARGIN, RATE)
"""The inputs that are parts of a whole."""
GATES: Final = ("strength_quality", "strength_match")
STRENGTHS: Final = tuple(f"strength_{key}" for key in ("content", "brand", "product", "price"))
FLOOR_OF_F: Final = "strength_floor"
INPUTS: Final[dict[str, Words]] = {
    MARGIN: Words("毛利率", "the gross margin"),
    RATE: Words("佣金率", "the commission rate"),
    "target_gmv": Words("GMV 目标", "the GMV target"),
    "target_roi": Words("ROI 目标", "the ROI target"),
    FIGURE: Words("最低花费", "the least cost"),
    "strength_content": Words("内容力", "the score of content"),
    "strength_brand": Words("品牌力", "the score of brand"),
    "strength_product": Words("产品力", "the score of product"),
    "strength_price": Words("价格力", "the score of price"),
    "strength_quality": Words("质量口碑", "quality"),
    "strength_match": Words("头部达人匹配度", "the match of head KOLs"),
    FLOOR_OF_F: Words("自播精力下限", "the floor of effort for F"),
}
"""Each input as a sentence names it."""


def given(*keys: str) -> Expression:
    """Whether all of some inputs hold numbers, and the rates among them rates: 62 for 62 % is none."""
    known = Known(tuple(Named(key) for key in keys))
    rates = [Named(key) for key in keys if key in RATES]
    return (
        Every((known, *(each for rate in rates for each in (rate >= 0, Literal(1.0) >= rate))))
        if rates
        else known
    )


MARGIN_GIVEN: Final = given(MARGIN)
RATE_GIVEN: Final = given(RATE)


def lacking(month: Month, *keys: str) -> Expression:
    """The names of those of some inputs that are empty, or no rates, one after the other."""
    return parted(month, [where(given(key), NOTHING, _named(month, key)) for key in keys])


def _named(month: Month, key: str) -> Expression:
    """An input that is empty, by its name; one that is no rate, with what it must be."""
    name = Literal(month.say(*INPUTS[key]))
    if key not in RATES:
        return name
    zh, en = INPUTS[key]
    fitting = Literal(month.say(f" 0–100% 之间的{zh}", f"{en} (0–100%)"))
    return where(Known((Named(key),)), fitting, name)


def beyond(month: Month, key: str, otherwise: Expression) -> Expression:
    """Beside a rate that is none, that it is; something else beside another, or none."""
    zh, en = INPUTS[key]
    said = sentence(
        month,
        f"{zh}是 {{rate:0%}}？要在 0–100% 之间（62% 写 62% 或 0.62）：现在当作没有填",
        f"{en[:1].upper()}{en[1:]} is {{rate:0%}}? It must be 0–100% (62% is 62% or 0.62): taken as empty",
        rate=Named(key),
    )
    return where(given(key), otherwise, where(Known((Named(key),)), said, otherwise))


def asked(month: Month, *keys: str) -> Expression:
    """Under a figure that says "—": which input to fill in."""
    return sentence(month, "“说明”里填{names}", "type {names} on About", names=lacking(month, *keys))


def once(month: Month, keys: Sequence[str], then: str) -> Expression:
    """What is said of a figure, or which of its inputs to fill in."""
    return where(given(*keys), Literal(then), asked(month, *keys))
