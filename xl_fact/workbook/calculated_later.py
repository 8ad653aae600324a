"""A workbook whose formulas a spreadsheet program works out anew when it opens it."""

from __future__ import annotations

import re
from typing import Final

from xl_fact.workbook.open_workbook import OpenWorkbook

_CALC: Final = re.compile(r"<((?:\w+:)?calcPr)\b([^>]*)>")
_AFTER_CALC: Final = re.compile(
    r"<(?:\w+:)?(?:oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|"
    r"fileRecoveryPr|webPublishObjects|extLst)\b|</(?:\w+:)?workbook>"
)
_LOAD: Final = re.compile(r'\sfullCalcOnLoad="[^"]*"')


def calculate_on_opening(book: OpenWorkbook) -> None:
    """Have everything worked out when the workbook is opened.

    Parameters
    ----------
    book : OpenWorkbook
    """
    part = book.plan.workbook
    book.package.write(part, _recalculated(book.package.read(part).decode("utf-8")).encode("utf-8"))


def forget_chain(book: OpenWorkbook) -> None:
    """Take the calculation chain out: a stale one is a repair prompt, none is fine."""
    chain = next((p for k, p in book.relations() if k == "calcChain"), None)
    if chain is None or chain not in book.package:
        return
    book.package.drop(chain)
    folder, _, name = book.plan.workbook.rpartition("/")
    for part in ("[Content_Types].xml", f"{folder}/_rels/{name}.rels"):
        text = book.package.read(part).decode("utf-8")
        book.package.write(
            part, re.sub(r"<(?:Override|Relationship)\s[^>]*calcChain[^>]*/>", "", text).encode()
        )


def _recalculated(workbook: str) -> str:
    """The workbook part, told to be calculated when a spreadsheet program opens it."""
    found = _CALC.search(workbook)
    if found is None:
        end = _AFTER_CALC.search(workbook)
        prefix = re.search(r"<(\w+:)?workbook\b", workbook)
        tag = f'<{prefix[1] or "" if prefix else ""}calcPr fullCalcOnLoad="1"/>'
        return workbook[: end.start()] + tag + workbook[end.start() :] if end else workbook
    new = f'<{found[1]} fullCalcOnLoad="1"{_LOAD.sub("", found[2])}>'
    return workbook if 'fullCalcOnLoad="1"' in found[2] else workbook.replace(found[0], new, 1)
