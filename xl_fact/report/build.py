"""Facts become a report: every part named, every value known, before any ink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xl_fact.brand import Brand
from xl_fact.report import narrative
from xl_fact.report.model import Ledger, LeftOut, Report, SourceFile
from xl_fact.report.month import Month, of_month
from xl_fact.report.sections.about import about
from xl_fact.report.sections.checks import checks
from xl_fact.report.sections.compare import compare
from xl_fact.report.sections.data import data
from xl_fact.report.sections.dictionary import dictionary
from xl_fact.report.sections.overview import overview
from xl_fact.report.words import Lang, Words

if TYPE_CHECKING:
    import pandas as pd

    from xl_fact.exports import Reading, Source


def build_report(reading: Reading, brand: Brand, month: str, *, lang: Lang = "zh") -> Report:
    """Build the monthly report.

    Parameters
    ----------
    reading : Reading
        What the exports hold, and what was read.
    brand : Brand
        Which GMV, which base, targets, campaigns.
    month : str
        ``2026-06``.
    lang : {"zh", "en"}
        The language of the workbook.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        When the exports hold no sales of the month, or not the GMV the brand means.
    """
    return from_facts(
        reading.facts, tuple(_source(s, lang) for s in reading.sources), brand, month, lang=lang
    )


def from_facts(
    facts: pd.DataFrame, sources: Sequence[SourceFile], brand: Brand, month: str, *, lang: Lang = "zh"
) -> Report:
    """Build the monthly report from a fact table and the files it came from."""
    from importlib.metadata import version

    cut = of_month(facts, brand, month, lang)
    left_out = _left_out(cut)
    sections = (
        about(cut, sources, left_out, version("xl-fact")),
        overview(cut),
        compare(cut),
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
        texts=narrative.texts(cut, ledger),
        values=ledger,
        left_out=left_out,
        passed=ledger.figure("check") == "PASS",
    )


def _left_out(month: Month) -> tuple[LeftOut, ...]:
    """What the exports don't hold, or nobody has said."""
    found = list(month.missing)
    if not month.brand.campaigns:
        found.append(
            LeftOut(
                Words("C 营销活动", "C, campaigns"),
                Words(
                    "没有活动日历；在 brand.toml 里写 [[campaigns]] 的 name、start、end",
                    "no campaign calendar; add [[campaigns]] with name, start, end to brand.toml",
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
    if "T" not in month.channels and "A" in month.channels:
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
        format=" + ".join(f.en if lang == "en" else f.zh for f in source.formats),
        rows_read=source.rows_read,
        rows_used=source.rows_used,
        set_aside=reasons,
        first=first,
        last=last,
    )
