"""The sheets of the report, one file each: what stands on it, what every figure is computed from, what it says.

`PAGES` is the workbook, sheet by sheet. A new sheet is a file with its `Page`, and its entry here.
"""

from __future__ import annotations

from typing import Final

from xl_fact.report.page import Page
from xl_fact.report.sections import (
    about,
    bridge,
    campaigns,
    checks,
    compare,
    contents,
    creators,
    data,
    dictionary,
    fit,
    lives,
    market,
    overview,
    own,
    people,
    products,
    profit,
    shops,
    spend,
    workings,
)

PAGES: Final[tuple[Page, ...]] = (
    overview.PAGE,
    compare.PAGE,
    profit.PAGE,
    shops.PAGE,
    bridge.PAGE,
    products.PAGE,
    own.PAGE,
    lives.PAGE,
    creators.PAGE,
    contents.PAGE,
    spend.PAGE,
    campaigns.PAGE,
    people.PAGE,
    market.PAGE,
    fit.PAGE,
    checks.PAGE,
    about.PAGE,
    dictionary.PAGE,
    data.PAGE,
    workings.PAGE,
)
"""First what happened, then what proves it; what it rests on stands last."""
