"""Facts become a report: every part named, every value known, before any ink."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from xl_fact.brand import Brand
from xl_fact.engine.answers import Frame
from xl_fact.engine.books import Books
from xl_fact.report import sourcing
from xl_fact.report.model import Ledger, LeftOut, Report, Section, SourceFile
from xl_fact.report.month import Month, of_month, with_history
from xl_fact.report.sections import story as narrative
from xl_fact.report.sections.about import about
from xl_fact.report.sections.bridge import bridge
from xl_fact.report.sections.campaigns import campaigns
from xl_fact.report.sections.checks import checks
from xl_fact.report.sections.compare import compare
from xl_fact.report.sections.contents import contents
from xl_fact.report.sections.creators import creators
from xl_fact.report.sections.data import data
from xl_fact.report.sections.dictionary import dictionary
from xl_fact.report.sections.fit import fit
from xl_fact.report.sections.overview import overview
from xl_fact.report.sections.own import own
from xl_fact.report.sections.people import people
from xl_fact.report.sections.spend import spend
from xl_fact.words import Lang, Words, say

if TYPE_CHECKING:
    from xl_fact.exports.sources import Reading, Source


def build_report(reading: Reading, brand: Brand, month: str, *, lang: Lang | None = None) -> Report:
    """Build the monthly report.

    Parameters
    ----------
    reading : Reading
        What the exports hold, and what was read.
    brand : Brand
        Which GMV, which base, targets, campaigns.
    month : str
        ``2026-06``.
    lang : {"zh", "en"}, optional
        The language of the workbook; by default the brand's.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        When the exports hold no sales of the month, or not the GMV the brand means.
    """
    lang = lang or brand.language
    return from_facts(
        reading.facts, tuple(_source(s, lang) for s in reading.sources), brand, month, lang=lang
    )


def from_facts(
    facts: Frame, sources: Sequence[SourceFile], brand: Brand, month: str, *, lang: Lang | None = None
) -> Report:
    """Build the monthly report from a fact table and the files it came from, in the brand's language by default."""
    from importlib.metadata import version

    books, lang = Books(facts), lang or brand.language
    cut = with_history(of_month(books, brand, month, lang), books)
    analysis = {maker: maker(cut) for maker in FILLED_BY}
    left_out = (
        *_left_out(cut),
        *(FILLED_BY[maker] for maker, section in analysis.items() if section is None),
    )
    sections = (
        about(cut, sources, left_out, version("xl-fact")),
        overview(cut),
        compare(cut),
        *(section for section in analysis.values() if section is not None),
        dictionary(cut),
        checks(cut, sources),
        data(cut),
    )
    ledger = Ledger()
    for section in sections:
        for table in section.tables:
            ledger.enter(table)
        for figure in section.figures:
            ledger.enter(figure)
    return Report(
        brand=brand.name,
        month=month,
        lang=lang,
        palette=brand.palette,
        sections=sections,
        texts={**narrative.texts(cut, ledger), **sourcing.texts(cut, sections, ledger)},
        values=ledger,
        left_out=left_out,
        passed=ledger.figure("check") == "PASS",
    )


FILLED_BY: Final[dict[Callable[[Month], Section | None], LeftOut]] = {
    bridge: LeftOut(
        Words("GPM拆解", "GPM bridge"),
        Words(
            "只有半个月数据，又没有上月；加入上月的罗盘“成交分析”",
            "half a month only and none before; add last month's Compass export",
        ),
    ),
    own: LeftOut(
        Words("自播F", "Own F"),
        Words("没有自营成交；罗盘“成交分析”的自营成交可补", "no own sales; Compass 成交分析 has them"),
    ),
    creators: LeftOut(
        Words("达人AT", "Creators A-T"),
        Words("没有达人账号；罗盘“成交分析”的载体构成可补", "no creators; Compass 载体构成 has them"),
    ),
    contents: LeftOut(
        Words("内容", "Contents"),
        Words(
            "没有作品或素材；罗盘视频详情、千川素材分析可补",
            "no works or creatives; Compass video details or Qianchuan creatives have them",
        ),
    ),
    spend: LeftOut(
        Words("投放", "Ads"),
        Words(
            "没有投放消耗；罗盘载体构成、千川导出可补",
            "no ad cost; Compass 载体构成 or Qianchuan exports have it",
        ),
    ),
    campaigns: LeftOut(
        Words("活动C", "Campaigns C"),
        Words(
            "本月没有活动；在 brand.toml 里写 [[campaigns]]",
            "no campaign this month; add [[campaigns]] to brand.toml",
        ),
    ),
    people: LeftOut(
        Words("人群与退款", "People & refunds"),
        Words(
            "没有首购复购，也没有退款；罗盘“成交分析”可补",
            "neither first buyers nor refunds; Compass 成交分析 has them",
        ),
    ),
    fit: LeftOut(
        Words("四力适配", "Strengths"),
        Words("没有四力得分；在 brand.toml 里写 [strengths]", "no scores; add [strengths] to brand.toml"),
    ),
}
"""Each analysis sheet, in order, and what to say when the exports hold nothing for it."""


def _left_out(month: Month) -> tuple[LeftOut, ...]:
    """What the exports don't hold, or nobody has said."""
    found = list(month.missing)
    if month.previous is None:
        found.append(
            LeftOut(
                Words("环比", "Change against the month before"),
                Words(
                    "没有上月的数；加入上月同样的导出",
                    "nothing of the month before; add the same exports of that month",
                ),
            )
        )
    if month.has("cost") and month.brand.economics.margin is None:
        found.append(
            LeftOut(
                Words("保本 GPM 与诊断", "Break-even GPM and verdicts"),
                Words(
                    "没有毛利率；在 brand.toml 里写 [economics] margin",
                    "no gross margin; set margin under [economics] in brand.toml",
                ),
            )
        )
    if "T" not in month.channels and "A" in month.channels and not month.books.levels:
        found.append(
            LeftOut(
                Words("T 头部达人", "T, head creators"),
                Words(
                    "导出里看不出达人等级或粉丝数，合作成交全部记 A；含达人等级的导出可补",
                    "the exports don't tell creators' levels or followers, so all partners are A; exports with levels would tell",
                ),
            )
        )
    return tuple(found)


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
    )
