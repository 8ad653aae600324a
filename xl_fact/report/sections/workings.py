"""推导: the rows, ranks and parts that the sentences rest on, so that each of them follows what is typed on 说明."""

from __future__ import annotations

from typing import Final

from xl_fact.report.model import Listing
from xl_fact.report.month import Month
from xl_fact.report.page import Band, Origin, Page
from xl_fact.report.sections import (
    campaigns,
    cause,
    compare,
    contents,
    creators,
    diagnosis,
    fit,
    overview,
    profit,
    shops,
    spend,
)
from xl_fact.words import Words


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    made = [
        sheet.workings(month)
        for sheet in (
            overview,
            cause,
            compare,
            profit,
            diagnosis,
            shops,
            creators,
            contents,
            spend,
            campaigns,
            fit,
        )
    ]
    figures = tuple(figure for some, _ in made for figure in some)
    if not figures:
        return None
    listing = Listing(figures, Words("句子用到的行与部分", "Rows and parts of the sentences"))
    return [(listing,), *((table,) for _, some in made for table in some)]


PAGE: Final = Page(
    "workings",
    Words("推导", "Workings"),
    "data",
    Words(
        "各页的话由这里的行号、排名与片段写出；改“说明”里的黄格子，这里和各页的话一起变",
        "The rows, ranks and parts that the sentences are made of; type over a yellow cell on About and they follow",
    ),
    _bands,
)
