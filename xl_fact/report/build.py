"""Facts become a report: every part named, every value known, before any ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from xl_fact.brand import Brand
from xl_fact.engine.books import Books, facts_of
from xl_fact.errors import InputError
from xl_fact.report import sourcing
from xl_fact.report.agreement import WORDS, within
from xl_fact.report.asking import INPUTS, MARGIN
from xl_fact.report.cutting import of_month
from xl_fact.report.formula import Expression, Joined
from xl_fact.report.history import CHANGE, with_history
from xl_fact.report.metrics import METRICS
from xl_fact.report.model import Ledger, LeftOut, Report, Scope, SourceFile
from xl_fact.report.month import ABSENT, Month
from xl_fact.report.page import Origin, Page
from xl_fact.report.platforms import hint
from xl_fact.report.sections import PAGES, shops, tiers
from xl_fact.report.sections.doubts import proved
from xl_fact.report.sections.fit import NAMES
from xl_fact.report.sections.profit import judged, meets
from xl_fact.report.sections.progress import uncompared
from xl_fact.span import span_of
from xl_fact.words import LANGUAGES, Lang, Words, say

if TYPE_CHECKING:
    from xl_fact.exports.sources import Reading, Source


def build_report(
    reading: Reading | None = None,
    brand: Brand | str = "",
    month: str = "",
    *,
    facts: Any = None,
    lang: Lang | None = None,
) -> Report:
    """Build the monthly report.

    Parameters
    ----------
    reading : Reading, optional
        What the exports hold, and what was read.
    brand : Brand or str
        Which GMV, which base, targets, campaigns; or only the name.
    month : str
        ``2026-06``.
    facts : DataFrame or LazyFrame, optional
        In place of `reading` a fact table: pandas, Polars, PyArrow, DuckDB, Dask, PySpark or Ibis. It may hold other
        brands and months too.
    lang : {"zh", "en"}, optional
        The language of the workbook; by default the brand's.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        When the exports hold no sales of the month, or not the GMV the brand means; when `facts` is no fact table.

    Examples
    --------
    >>> import datetime, pandas as pd
    >>> day = {"date": [datetime.datetime(2026, 6, n) for n in (1, 2)], "role": "sales", "owner": "自营"}
    >>> facts = pd.DataFrame({**day, "carrier": "直播", "channel": "F", "gmv_paid": [3_000.0, 5_000.0]})
    >>> build_report(facts=facts, brand="某牌", month="2026-06").brand
    '某牌'
    """
    brand = Brand(name=brand) if isinstance(brand, str) else brand
    for name, given, kind, zh, en in (
        (
            "brand",
            brand,
            Brand,
            "品牌名或 read_brand(文件) 读出的 Brand",
            "a name or a Brand, as read_brand(file) gives it",
        ),
        ("month", month, str, "文字，例如 “2026-06”", "a text such as '2026-06'"),
    ):
        if not isinstance(given, kind):
            raise InputError(f"{name} 要是{zh}，给的是 {given!r}", f"{name} must be {en}; got {given!r}")
    if lang is not None and lang not in LANGUAGES:
        raise InputError(f"lang 要是 zh 或 en：{lang!r}", f"lang must be zh or en; got {lang!r}")
    if facts is not None:
        handed, span = facts_of(facts, brand.name), span_of(month)
        apart = tuple(_beside(handed.brand, *each) for each in handed.apart(span.first, span.last))
        brand = replace(brand, name=brand.name or handed.brand)
        return from_facts(handed.table, (), brand, month, lang=lang, apart=apart)
    if reading is None:
        raise InputError("没有给出导出，也没有给出事实表", "neither exports nor facts were given")
    sources = tuple(_source(s, lang or brand.language) for s in reading.sources)
    return from_facts(reading.facts, sources, brand, month, lang=lang, clean=True)


def from_facts(
    facts: Any,
    sources: Sequence[SourceFile],
    brand: Brand,
    month: str,
    *,
    lang: Lang | None = None,
    clean: bool = False,
    apart: Sequence[LeftOut] = (),
) -> Report:
    """Build the monthly report from a fact table and the files it came from, in the brand's language by default.

    What is known to be left out already is `apart`.
    """
    files = [source.name for source in sources]
    books = Books(facts, brand.head_followers, clean=clean, files=files)
    lang = lang or brand.language
    return of_cut(with_history(of_month(books, brand, month, lang), books), sources, apart)


def _beside(brand: str, written: str, rows: int, kind: Words, gmv: float) -> LeftOut:
    """Rows of a table that may be the brand's, and are not counted."""
    if written.strip():
        name = Words(f"品牌写作“{written}”的 {rows:,} 行", f"{rows:,} rows whose brand is '{written}'")
    else:
        name = Words(f"没有写品牌的 {rows:,} 行", f"{rows:,} rows without a brand")
    return LeftOut(
        name,
        Words(
            f"{kind.zh} GMV {gmv:,.2f}，没有计入；是“{brand}”的就在表里写上品牌",
            f"{kind.en} GMV {gmv:,.2f}, not counted; if they are of '{brand}', write so in the table",
        ),
    )


def of_cut(cut: Month, sources: Sequence[SourceFile], apart: Sequence[LeftOut] = ()) -> Report:
    """Build the report of a month that is cut out and has its history."""
    from importlib.metadata import version

    brand, month, lang = cut.brand, cut.month, cut.lang
    made = {page.key: page.section(cut, Origin(sources)) for page in PAGES if page.without}
    absent = [
        LeftOut(page.title, _other_days(cut, page, sources) or hint(cut, page.key, page.without))
        for page in PAGES
        if page.without and made[page.key] is None
    ]
    origin = Origin(sources, (*_left_out(cut), *apart, *absent), version("xl-fact"))
    pages = [(page, made[page.key] if page.without else page.section(cut, origin)) for page in PAGES]
    sections = tuple(section for _, section in pages if section is not None)
    ledger = Ledger()
    for section in sections:
        for table in section.tables:
            ledger.enter(table)
        for figure in section.figures:
            ledger.enter(figure)
    told = {
        name: text
        for page, section in pages
        if section is not None
        for name, text in page.tell(cut, ledger).items()
    }
    live = {
        name: each
        for name, each in told.items()
        if isinstance(each, Expression) and not (isinstance(each, Joined) and each.fixed)
    }
    texts = {
        name: str(each.value(ledger)) if isinstance(each, Expression) else each for name, each in told.items()
    }
    return Report(
        brand=brand.name,
        month=month,
        lang=lang,
        palette=brand.palette,
        sections=sections,
        texts={**_names(cut), **texts, **sourcing.texts(cut, sections, ledger)},
        values=ledger,
        sentences=live,
        left_out=tuple(origin.left_out),
        awaited=tuple(map(partial(_worded, cut), _unsaid(cut))),
        passed=ledger.figure("check") == "PASS",
        proved=proved(cut, sources),
        scope=Scope(cut.unit, cut.gmv_words, cut.base_words, len(cut.covered), cut.length),
    )


_LISTED: Final = {"contents": frozenset(("works", "ads")), "market": frozenset(("market",))}
"""The pages that rest on lists which platforms export as sums of days, and the roles of those."""


def _other_days(month: Month, page: Page, sources: Sequence[SourceFile]) -> Words | None:
    """That a list is there and tells of other days, which is why its page is missing."""
    if page.key not in _LISTED:
        return None
    works = page.key == "contents" and month.books.works(month.gmv, month.base, 1) is not None
    if not (works or _summed(month, sources, _LISTED[page.key])):
        return None
    if page.key == "market":
        return Words(
            "导出里的大盘与竞品是别的日子的合计，拆不开；按报告的这几天导出可补",
            "the market exported is sums of other days, which can't be split; export it of the days of the report",
        )
    return Words(
        "导出里的作品与素材是别的日子的合计，拆不开；按成交的那几天导出可补",
        "the works exported are sums of other days, which can't be split; export them of the days of the sales",
    )


def _summed(month: Month, sources: Sequence[SourceFile], roles: frozenset[str]) -> bool:
    """Whether a file of some roles is left out because it sums days that are not all in the report."""
    from xl_fact.exports.formats.format import formats

    apart = [one.name.zh for one in month.missing if "拆不开" in one.reason.zh]
    listed = (
        {f.key for f in formats() if roles.intersection(layout.role for layout in f.layouts)}
        if apart
        else set()
    )
    return any(
        listed.intersection(source.formats) and any(name.startswith(f"{source.name}（") for name in apart)
        for source in sources
    )


def _names(month: Month) -> dict[str, str]:
    """What the report is of."""
    brand = month.brand.name or month.say("品牌", "Brand")
    return {"brand": brand, "period": month.say(*month.period), "month": month.month}


def _left_out(month: Month) -> tuple[LeftOut, ...]:
    """What the exports don't hold, or nobody has said."""
    found = [*(_in_its_words(month, one) for one in month.missing), *_unlike(month), *uncompared(month)]
    if month.previous is None and not any(one.name == CHANGE for one in found):
        found.append(
            LeftOut(
                CHANGE,
                Words(
                    "没有上月的数；加入上月同样的导出",
                    "nothing of the month before; add the same exports of that month",
                ),
            )
        )
    if month.coverage("gmv").days and not month.complete:
        (zh, en), count = month.lacking, len(month.covered)
        found.append(
            LeftOut(
                Words(f"成交的 {zh}", f"Sales of {en}"),
                Words(
                    f"导出里没有：月还没过完，或这几天没有导出；各数只按有的 {count} 天算，不是整月",
                    f"not in the exports: the month isn't over, or these days were not exported; all figures are of the "
                    f"{count} days that are, not of a whole month",
                ),
            )
        )
    if not month.level:
        zh, en = shops.unlevel(month)
        found.append(
            LeftOut(
                Words("各方同样的日子", "The same days of all"),
                Words(
                    f"{zh}；和别的月、半月、平常日比的，只用都有的 {len(month.even)} 天，不够就不比",
                    f"{en}; comparisons with other months, halves and normal days take the {len(month.even)} days that all "
                    "tell of, or are left out",
                ),
            )
        )
    if "T" not in month.channels and "A" in month.channels and _has_heads(month):
        found.append(
            LeftOut(
                Words("T 头部达人", "T, head creators"),
                Words(
                    "有头部达人，但成交表按载体合计，账号构成又与它对不上，分不到人，都记在 A；头部卖了多少见“达人AT”的达人分层",
                    "there are head creators, but the sales are summed by carrier and the breakdown by account differs from "
                    "them, so all partners are A; what the head sold stands among the tiers on Creators A-T",
                ),
            )
        )
    if "T" not in month.channels and "A" in month.channels and not month.books.sized.told:
        found.append(
            LeftOut(
                Words("T 头部达人", "T, head creators"),
                hint(
                    month,
                    "levels",
                    Words(
                        "导出里看不出达人等级或粉丝数，合作成交全部记 A；加一份达人名册（登记日期、达人昵称、粉丝数）可补",
                        "the exports don't tell creators' levels or followers, so all partners are A; a book of "
                        "creators (登记日期, 达人昵称, 粉丝数) beside them would tell",
                    ),
                ),
            )
        )
    return tuple(_worded(month, one) for one in found)


def _in_its_words(month: Month, one: LeftOut) -> LeftOut:
    """A column that the exports don't hold, with the platform's own export that has it."""
    key = next((key for key, absent in ABSENT.items() if absent[0] == one.name), "")
    return LeftOut(one.name, hint(month, key, one.reason)) if key else one


def _worded(month: Month, one: LeftOut) -> LeftOut:
    """As one speaks of the span; other names than that of the change hold files' names."""
    name = Words(*map(month.of.spoken, one.name)) if one.name == CHANGE else one.name
    return LeftOut(name, Words(*map(month.of.spoken, one.reason)))


def _unsaid(month: Month) -> list[LeftOut]:
    """What waits for an input: its cells are there and say "—" until it is typed on 说明."""
    found = []
    if month.coverage("gmv").days and month.brand.economics.margin is None:
        verdicts = Words("利润、保本与诊断", "profit, break-even and verdicts")
        what = verdicts if judged(month) else Words("利润", "profit")
        if not meets(month):
            what = Words("投放前的利润", "profit before ads")
        found.append(_waiting(INPUTS[MARGIN], what, "[economics] margin"))
    empty = [key for key in NAMES if getattr(month.brand.strengths, key) is None]
    if empty:
        zh, en = zip(*(NAMES[key] for key in empty), strict=True)
        names = Words("、".join(zh), ", ".join(en).lower())
        found.append(_waiting(names, Words("四力适配与精力", "the fit and the effort"), "[strengths]"))
    return found


def _waiting(names: Words, what: Words, setting: str) -> LeftOut:
    """Which inputs are empty, what waits for them, and where they are typed."""
    return LeftOut(
        names,
        Words(
            f"{what.zh}已经在表里，填进“说明”的黄格子（或 brand.toml 的 {setting}）就算出来",
            f"already in the workbook: {what.en}; figures appear once it is typed on About (or {setting} in brand.toml)",
        ),
    )


def _has_heads(month: Month) -> bool:
    """Whether any creator who sold is known to be a head KOL."""
    top = month.lists.tiers(month.gmv, tiers.floors(month))
    return top is not None and "head" in top["tier"]


def _unlike(month: Month) -> list[LeftOut]:
    """The ratios whose two sides may not meet, with the reason."""
    found = []
    for key in ("gpm", "cpm", "roi", "aov", "refund_rate", "result"):
        metric = METRICS[key]
        columns = list(metric.columns.values()) or ["gmv", "cost"]  # a profit rests on both
        wrong = within(month, columns, metric.but) if all(map(month.has, columns)) else None
        if wrong is None:
            continue
        sides = [METRICS[each].heading(month) for each in columns]
        days = [len(month.coverage(each).days) for each in columns]
        made = Words("相除不成比", "no ratio") if metric.columns else Words("减不出利润", "no profit")
        said = WORDS[wrong]
        zh, en = f"不是同样的{said.zh}", f"not of one {said.en}"
        if wrong == "days":
            zh, en = f"{days[0]} 天对 {days[1]} 天", f"{days[0]} days against {days[1]}"
        found.append(
            LeftOut(
                metric.heading(month),
                Words(
                    f"{sides[0].zh}与{sides[1].zh}{zh}，{made.zh}；补齐同样日子的导出",
                    f"{sides[0].en} and {sides[1].en}: {en}, which make {made.en}; add exports of the same days",
                ),
            )
        )
    return found


def _source(source: Source, lang: Lang) -> SourceFile:
    first, last = source.period or (None, None)
    reasons = tuple((Words(*why), count) for why, count in sorted(source.aside.items()))
    return SourceFile(
        name=source.file,
        sha256=source.sha256,
        format=" + ".join(say(lang, f.zh, f.en) for f in source.formats),
        rows_read=source.rows_read,
        rows_used=source.rows_used,
        set_aside=reasons,
        first=first,
        last=last,
        proof=source.proof,
        formats=tuple(f.key for f in source.formats),
        shops=source.shops,
    )
