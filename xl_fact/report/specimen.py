"""A report of everything: every measure in every role, so that its shape shows all that a report can offer.

The figures mean nothing; no one reads them. The house template is drawn from it and the catalogue of names
is read off it, so a section that is added to the report is in both at once.
"""

from __future__ import annotations

import datetime
from functools import cache
from typing import Final

from xl_fact.brand import Brand, Campaign, Economics, Strengths, Targets
from xl_fact.engine.everything import everything, of_shops
from xl_fact.report.model import Report, SourceFile
from xl_fact.words import Lang, Words, say

SHOPS: Final = ("甲店", "乙店")
MONTH: Final = "2026-03"
OTHER_MONTH: Final = "2026-05"
"""A second one of the same length, to see which texts vary."""


@cache
def specimen(lang: Lang = "zh", other: bool = False) -> Report:
    """The report of everything.

    Parameters
    ----------
    lang : {"zh", "en"}
    other : bool
        Another month, another money and other targets: what differs between the two is a matter of the
        month or of the brand.
    """
    from xl_fact.report.build import from_facts

    month = OTHER_MONTH if other else MONTH
    first = datetime.date.fromisoformat(f"{month}-01")
    brand = Brand(
        name="",
        palette=say(lang, "cn", "west"),
        gmv="platform" if other else "paid",
        targets=Targets(gmv=2e6, roi=3, gpm=200) if other else Targets(gmv=1e6, roi=2, gpm=100),
        economics=Economics(0.4, 0.1) if other else Economics(0.5, 0.2),
        strengths=Strengths(5, 6, 7, 8) if other else Strengths(8, 5, 6, 4),
        campaigns=(Campaign("活动", first.replace(day=12), first.replace(day=14)),),
    )
    source = SourceFile("—", "0" * 64, "—", 2, 1, ((Words("—", "—"), 1),), first, first)
    facts = of_shops(everything(first, "USD" if other else "CNY"), SHOPS)
    return from_facts(facts, (source,), brand, month, lang=lang)
