"""A month cut out of the facts: which GMV, which currency, which base; what is left out, and why there is nothing to report."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from xl_fact.brand import Brand, GmvBasis
from xl_fact.engine.answers import Frame
from xl_fact.engine.books import Books, MonthBooks
from xl_fact.engine.gmv import GMVS, Gmv
from xl_fact.engine.heads import Heads
from xl_fact.engine.placing import PARTNERS, placed
from xl_fact.errors import InputError
from xl_fact.report.agreement import untold_days, within
from xl_fact.report.lumps import lumped
from xl_fact.report.model import LeftOut
from xl_fact.report.month import (
    BASE_OF,
    SLOPE,
    UNKNOWN,
    Month,
    PartPaid,
    measured,
    numbered,
    summed,
    told_days,
    with_days_off,
    with_slope,
    without,
)
from xl_fact.span import Span, span_of
from xl_fact.words import Lang, Words

_SHOWN: Final = 4
"""How many measures of a role are named where there is nothing to report."""

_PLATFORMS: Final = {
    "douyin": Words("抖音", "Douyin"),
    "tiktok": Words("TikTok", "TikTok"),
    "xiaohongshu": Words("小红书", "Xiaohongshu"),
    "wechat": Words("微信小店", "WeChat shop"),
    "pinduoduo": Words("拼多多", "Pinduoduo"),
}


def of_month(books: Books, brand: Brand, month: str, lang: Lang) -> Month:
    """Cut one month out of the facts and sum it by day, channel and carrier.

    Parameters
    ----------
    books : Books
        The facts.
    brand : Brand
        Which GMV, which base, which shelf, who is a head KOL.
    month : str
        ``2026-06``; or a week, ``2026-W23``, or days, ``2026-06-01..2026-06-10``.

    Raises
    ------
    InputError
        When the month is not one, or the facts hold nothing for it.
    """
    span = span_of(month)
    month = str(span)
    inside = books.between(span.first, span.last)
    missing: list[LeftOut] = []
    brand = _of_days(brand, span, missing)
    rates, own = brand.rates, books.unsaid(inside)
    inside, changed, lacking = inside.exchanged(rates.to, set(rates.of) - {rates.to}, rates.on)
    if lacking is not None:
        code, day = lacking
        raise InputError(
            f"brand.toml 的 [rates] 里没有 {code} 在 {day} 的汇率",
            f"[rates] of brand.toml holds no rate of {code} for {day}",
        )
    missing += [_changed(code, rows, brand) for code, rows in changed.items()]
    gmv = _gmv(inside, books, brand, month, missing)
    brand = replace(brand, gmv=cast(GmvBasis, gmv.key), any_gmv=False)
    own = {kind: "" if code in changed else code for kind, code in own.items()}
    sold = inside.holds(gmv.measure)
    currency = _currency(inside.currencies(gmv.measure if sold else "cost", own))
    inside, other = inside.only(currency, own)
    missing += [_elsewhere(*each, currency) if each[0] else _bare(*each[1:], currency) for each in other]
    others = inside.of_another_gmv(gmv)
    inside = inside.without((platform, shop) for platform, shop, *_ in others) if others else inside
    missing += [_told_otherwise(*each[:-1], gmv) for each in others]
    missing += [_across(span, *each) for each in books.across(span.first, span.last)]
    if undated := books.undated:
        missing.append(
            LeftOut(
                Words(f"没有日期的 {undated} 行", f"{undated} rows without a date"),
                Words("不知道属于哪天，没有计入", "no telling which day they belong to; not counted"),
            )
        )
    base, orders = _base(inside, brand, missing), inside.orders(gmv)
    frame = summed(inside, brand, base, orders, missing)
    columns = measured(gmv, base, orders)
    heads = _heads(inside, brand, gmv, orders, base)
    if heads is not None:
        frame = heads.split(frame, columns)
    frame = with_slope(placed(with_days_off(frame, inside.coverage(columns["cost"]))), heads, base)
    if note := _uneven(frame, base):
        missing.append(note)
    selling = inside.coverage(columns["gmv"])
    lists, beyond = inside.listing_only(selling.days, selling.roles)
    missing += [_beyond(selling.days, *each) for each in beyond]
    found = Month(
        brand,
        month,
        lang,
        frame,
        inside.controls({"gmv": gmv.measure, "base": base}),
        base,
        tuple(missing),
        inside,
        orders,
        currency,
        sum(rows for _, rows, _, _ in other),
        listed=lists,
        heads=heads,
        otherwise=sum(rows for *_, rows in others),
        exported=books.exported(span.first, span.last, columns["gmv"]),
    )
    return _whole(_meeting(found))


def _whole(month: Month) -> Month:
    """The month without commission and fees that are told of a part only of the days on which they were owed.

    A settlement that ends on the 10th holds no commission of what partners sold later: its sum is not the month's.
    """
    owing = {"commission": PARTNERS, "platform_fee": month.channels}
    partial = {
        key: month.coverage(key).days
        for key, channels in owing.items()
        if month.holds(key) and untold_days(month, key, channels)
    }
    if not partial:
        return month
    names = {
        "commission": Words("全月的达人佣金", "The whole month's commission"),
        "platform_fee": Words("全月的平台佣金", "The whole month's platform fee"),
    }
    instead = {
        "commission": Words("已付的照扣，其余按预计", "that is taken off, the rest is planned"),
        "platform_fee": Words("没有扣", "none is taken off"),
    }
    notes = [
        LeftOut(
            names[key],
            Words(
                f"导出里只有 {told_days(month, key, days).zh} 的，不是整月的：{instead[key].zh}；补齐同样日子的导出",
                f"the exports tell of {told_days(month, key, days).en} only, not of the whole month: {instead[key].en}; add "
                "exports of the same days",
            ),
        )
        for key, days in partial.items()
    ]
    frame, missing = without(month.frame, partial), (*month.missing, *notes)
    part_paid = _part_paid(month, month.coverage("commission").each) if "commission" in partial else None
    return replace(month, frame=frame, partial=partial, part_paid=part_paid, missing=missing)


def _part_paid(
    month: Month, days: Mapping[tuple[str, ...], frozenset[datetime.date]]
) -> dict[tuple[str, str], PartPaid]:
    """What partners were paid on some days of each shop, by channel, and what they sold on them after refunds; what names no
    channel, too."""
    found = dict[tuple[str, str], PartPaid]()
    for (shop, letter), rows in month.frame.groupby(["shop", "channel"], sort=True):
        if letter not in (*PARTNERS, UNKNOWN):
            continue
        told = frozenset[datetime.date]().union(
            *(each for place, each in days.items() if not shop or place[2] in (shop, ""))
        )
        by_day = rows.groupby(rows["date"].dt.date)[["commission", "gmv"]].sum()
        booked, sold = (
            [day for day, amount in by_day[key].items() if amount] for key in ("commission", "gmv")
        )
        amount, dated = float(rows["commission"].sum()), rows[rows["date"].dt.date.isin(told)]
        back = float(dated["refund"].sum()) if "refund" in dated else 0.0
        net = float(dated["gmv"].sum()) - back if letter in PARTNERS else 0.0
        of_no_day = lumped(booked, sold)
        of_days = (0.0, 0.0) if of_no_day else (amount, net)
        found[str(shop), str(letter)] = PartPaid(amount, *of_days, float(rows["commission"].count()))
    return found


def _meeting(month: Month) -> Month:
    """The month without refunds that are of other days, shops or clocks than its sales: a part of them is no whole."""
    if not month.has("refund") or within(month, ("gmv", "refund")) is None:
        return month
    note = LeftOut(
        Words("退款、退款率、退后 ROI", "Refunds, refund rate, net ROI"),
        Words(
            "退款与成交不是同样的日子或店铺，没有扣，也不算率；补齐同样日子的导出，没有退款的日子填 0",
            "refunds are not of the same days or shops as the sales: not taken off, and no rate; add exports of the same days, "
            "and 0 on days without refunds",
        ),
    )
    return replace(month, frame=month.frame.drop(columns="refund"), missing=(*month.missing, note))


_SEEN: Final = "product_impressions"
"""The base by which accounts are held against the sums by carrier, whichever base GPM rests on."""


def _heads(inside: MonthBooks, brand: Brand, gmv: Gmv, orders: str, base: str) -> Heads | None:
    """The head creators whose part of the partners' sales can be told: the same ones whatever the base of GPM."""
    columns = measured(gmv, _SEEN, orders)
    frame = inside.sums(columns, brand.shelf, brand.head_followers)
    return inside.heads(frame, columns, gmv, brand.head_followers, [base])


def _uneven(frame: Frame, base: str) -> LeftOut | None:
    """That GPM is told over some carriers only, or over none."""
    zh, en = BASE_OF[base]
    if SLOPE not in frame or not frame["base"].sum() > 0:
        return None
    if not frame["gpm_base"].sum() > 0:
        return LeftOut(
            Words("GPM、CPM", "GPM, CPM"),
            Words(
                f"{zh}次数与成交不在同样的载体上，相除不成比",
                f"{en} and sales are not told of the same content types and make no ratio",
            ),
        )
    return LeftOut(
        Words("部分载体的 GPM、CPM", "GPM and CPM of some content types"),
        Words(
            f"它们没有{zh}次数，或{zh}分不清是谁的：GPM 与 CPM 只算有{zh}的载体，分子分母同样",
            f"no {en} are told of them, or not whose: GPM and CPM count only those with {en}, above the line as below",
        ),
    )


def _gmv(inside: MonthBooks, books: Books, brand: Brand, month: str, missing: list[LeftOut]) -> Gmv:
    """The GMV that the brand means; where it didn't say which, another that the exports hold."""
    wanted = GMVS[brand.gmv]
    held = inside.gmvs
    if wanted.key in held:
        return wanted
    if held and brand.any_gmv:
        found = GMVS[held[0]]
        (zh, en), (other, instead) = wanted.words, found.words
        name = Words(f"GMV 按{zh}", f"GMV as {en}")
        missing.append(
            LeftOut(name, Words(f"导出里没有{zh}，改按{other}", f"not in the exports; {instead} instead"))
        )
        return found
    if held or not inside.holds("cost"):
        span = span_of(month)
        if crossing := books.across(span.first, span.last):
            raise _crossing(month, crossing)
        raise _nothing(books.months, inside, brand, month)
    missing.append(
        LeftOut(
            Words("GMV、ROI、GPM", "GMV, ROI, GPM"),
            Words("导出里只有花费，没有成交", "the exports hold spend and no sales"),
        )
    )
    return wanted


def _currency(found: Sequence[str]) -> str:
    """The one currency of the sales; money of two can't be added."""
    if len(found) > 1:
        raise InputError(
            f"导出里有几种币种：{'、'.join(found)}，不能相加；请分品牌或分店铺出报告，或在 brand.toml 的 [rates] 里写汇率",
            f"the exports hold several currencies ({', '.join(found)}), which can't be added; report them apart, or give "
            "[rates] in brand.toml",
        )
    return found[0] if found else ""


def _of_days(brand: Brand, span: Span, missing: list[LeftOut]) -> Brand:
    """The brand with its month's target cut down to the days of a week or another span; ratios stay what they are."""
    whole = brand.targets.gmv
    if whole is None or span.kind == "month":
        return brand
    share = sum(1 / calendar.monthrange(day.year, day.month)[1] for day in span.days)
    target = round(whole * share, 2)
    missing.append(
        LeftOut(
            Words("整月的 GMV 目标", "The whole month's target of GMV"),
            Words(
                f"brand.toml 的目标 {whole:,.0f} 是一个月的，这里按 {span.length} 天折成 {target:,.0f}",
                f"the {whole:,.0f} of brand.toml are a month's; {span.length} days of it are {target:,.0f} here",
            ),
        )
    )
    return replace(brand, targets=replace(brand.targets, gmv=target))


def _across(span: Span, file: str, first: datetime.date, last: datetime.date, rows: int) -> LeftOut:
    """That a sum of days in and out of the month is left out."""
    if span.kind != "month":
        return LeftOut(
            Words(f"{file}（{first} ~ {last}，{rows} 行）", f"{file} ({first} to {last}, {rows} rows)"),
            Words(
                "是一段日子的合计，不都在这里，拆不开，没有计入",
                "sums of days that are not all in here, which can't be split; not counted",
            ),
        )
    return LeftOut(
        Words(f"{file}（{first} ~ {last}，{rows} 行）", f"{file} ({first} to {last}, {rows} rows)"),
        Words(
            "是一段日子的合计，跨了月，拆不开，没有计入；按月导出",
            "sums of days in two months, which can't be split; not counted. Export it by month",
        ),
    )


def _beyond(
    sold: frozenset[datetime.date],
    file: str,
    first: datetime.date,
    last: datetime.date,
    rows: int,
    sums: bool,
) -> LeftOut:
    """That a list tells of days of which the sales don't, and what is done with them."""
    days = numbered(sold)
    zh, en = "清单里没有这些行", "these rows are in no list"
    if sums:
        zh, en = (
            "是一段日子的合计，拆不开，清单里没有；按同样的日子导出",
            "they are sums of days that can't be split, and in no list; export the same days",
        )
    return LeftOut(
        Words(f"{file}（{first} ~ {last}，{rows} 行）", f"{file} ({first} to {last}, {rows} rows)"),
        Words(f"店铺的成交只有{days.zh}：{zh}", f"the shop's sales tell of {days.en} only: {en}"),
    )


def _crossing(month: str, crossing: Sequence[tuple[str, datetime.date, datetime.date, int]]) -> InputError:
    """That all there is of a month are sums of days in and out of it."""
    windows = [f"{file} {first} ~ {last}" for file, first, last, _ in crossing]
    return InputError(
        f"{month} 只有跨月的合计，拆不到这个月：{'、'.join(windows)}；按月导出，"
        f"或就出这一段：--days {crossing[0][1]}..{crossing[0][2]}",
        f"of {month} there are only sums of days in and out of it, which can't be split: {', '.join(windows)}; "
        f"export by month, or report just these days: --days {crossing[0][1]}..{crossing[0][2]}",
    )


def _changed(code: str, rows: int, brand: Brand) -> LeftOut:
    """That money was changed into another currency, and at which rate."""
    told = brand.rates.of[code]
    rate = "、".join(f"{time or '1'} = {rate:g}" for time, rate in told.items())
    return LeftOut(
        Words(f"{code} 的原币金额", f"Money in {code} itself"),
        Words(
            f"{code} 已换算成 {brand.rates.to}：{rows} 行，汇率按 brand.toml 的 [rates]：{rate}",
            f"{code} was changed into {brand.rates.to}: {rows} rows, at the [rates] of brand.toml: {rate}",
        ),
    )


def _elsewhere(
    code: str, rows: int, files: Sequence[str], money: Sequence[tuple[Words, float]], currency: str
) -> LeftOut:
    """That what is told in another currency is left out."""
    here = currency or "CNY"
    names = [words for words, _ in money[:_SHOWN]]
    return LeftOut(
        Words(
            f"{code} 的 {rows} 行（{'、'.join(w.zh for w in names)}）",
            f"{rows} rows in {code} ({', '.join(w.en for w in names)})",
        ),
        Words(
            f"与 {here} 不能相加，没有计入；在 brand.toml 的 [rates] 里写 {code} 的汇率就换算",
            f"can't be added to {here}; not counted. A rate of {code} under [rates] in brand.toml changes it",
        ),
    )


def _bare(rows: int, files: Sequence[str], money: Sequence[tuple[Words, float]], currency: str) -> LeftOut:
    """That money which says no currency is left out beside money that does."""
    here = currency or "CNY"
    more = len(files) - 1
    money = [each for each in money if each[1]] or money
    zh = "、".join(f"{w.zh} {amount:,.2f}" for w, amount in money[:_SHOWN])
    en = ", ".join(f"{w.en} {amount:,.2f}" for w, amount in money[:_SHOWN])
    return LeftOut(
        Words(
            f"{files[0]}{f' 等 {more + 1} 个文件' if more else ''} 的 {rows} 行（{zh}）",
            f"{rows} rows of {files[0]}{f' and {more} more' if more else ''} ({en})",
        ),
        Words(
            f"没有写币种，不知道是不是 {here}，没有相加；在金额的列名后写上币种（如 GMV (USD)），或单独出报告",
            f"no currency is said, so nobody knows whether it is {here}; not added. Write it in the headings of the "
            "amounts, such as GMV (USD), or report them apart",
        ),
    )


def _told_otherwise(platform: str, shop: str, other: Gmv, amount: float, gmv: Gmv) -> LeftOut:
    """That a shop or a platform tells its sales by another GMV only, and is left out whole."""
    zh, en = _PLATFORMS.get(platform, Words(platform, platform))
    return LeftOut(
        Words(
            "、".join(filter(None, (shop, zh))) + f"（{other.words.zh} {amount:,.2f}）",
            ", ".join(filter(None, (shop, en))) + f" ({other.words.en} {amount:,.2f})",
        ),
        Words(
            f"只有{other.words.zh}，没有{gmv.words.zh}，两种 GMV 不能相加：它的成交、花费、流量都没有计入；"
            "加入它含这种 GMV 的导出，或改 brand.toml 的 gmv，或单独出报告",
            f"tells {other.words.en} and no {gmv.words.en}, and two GMVs can't be added: neither its sales nor its spend nor "
            "its traffic are counted; add an export of it that tells this GMV, change gmv in brand.toml, or report it apart",
        ),
    )


def _nothing(months: Sequence[str], inside: MonthBooks, brand: Brand, month: str) -> InputError:
    """Why there is nothing to report: another month, another GMV, or no sales; and what there is."""
    if inside.gmvs:
        zh, en = GMVS[brand.gmv].words
        keys = inside.gmvs
        return InputError(
            f"{month} 的导出里没有“{zh}”这种 GMV；brand.toml 的 gmv 可用：{'、'.join(keys)}",
            f"the exports of {month} hold no '{en}' GMV; 'gmv' in brand.toml may be: {', '.join(keys)}",
        )
    if month not in months:
        return InputError(
            f"导出里没有 {month} 的数据；有：{'、'.join(months) or '无'}",
            f"the exports hold nothing of {month}; they hold: {', '.join(months) or 'nothing'}",
        )
    told = inside.told
    zh = "；".join(f"{role.zh}（{'、'.join(w.zh for w in words[:_SHOWN])}）" for role, words in told)
    en = "; ".join(f"{role.en} ({', '.join(w.en for w in words[:_SHOWN])})" for role, words in told)
    return InputError(
        f"{month} 的导出里没有店铺的成交，也没有花费，出不了月报；有的是：{zh or '无'}；"
        "加入罗盘“成交分析”（整份，含自营成交、合作成交）、TikTok Shop 店铺分析（按天）或订单导出",
        f"the exports of {month} hold neither sales of the shop nor spend, so there is nothing to report; they hold: "
        f"{en or 'nothing'}; add the whole Compass sales analysis (own and partner sales), TikTok Shop's daily shop "
        "analysis or orders",
    )


def _base(inside: MonthBooks, brand: Brand, missing: list[LeftOut]) -> str:
    """The base of GPM that the brand asks for, or the first that the exports hold."""
    wanted = BASE_OF[brand.gpm_base]
    order = [brand.gpm_base, *(b for b in BASE_OF if b != brand.gpm_base)]
    found = next((b for b in order if inside.counts(b)), None)
    if found is None:
        missing.append(
            LeftOut(
                Words("GPM、CPM", "GPM, CPM"),
                Words(
                    "导出里没有曝光、播放或观看次数；加入含其中一种的导出",
                    "the exports hold no impressions, plays or views; add one that does",
                ),
            )
        )
        return brand.gpm_base
    if found != brand.gpm_base:
        other = BASE_OF[found]
        missing.append(
            LeftOut(
                Words(f"GPM 按{wanted.zh}", f"GPM on {wanted.en}"),
                Words(
                    f"导出里没有{wanted.zh}次数，改按{other.zh}", f"not in the exports; {other.en} instead"
                ),
            )
        )
    return found
