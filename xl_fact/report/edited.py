"""What a report says once an input is typed over, worked out without a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xl_fact.report.model import Ledger, Report


def edited(report: Report, typed: Mapping[str, float | None]) -> dict[str, str]:
    """The live sentences of a report with some inputs of 说明 typed over.

    Parameters
    ----------
    report : Report
    typed : mapping
        Key of an input → what is typed; None empties the cell.

    Returns
    -------
    dict
        Each live sentence by its name.

    Raises
    ------
    KeyError
        A key is no input of this report.
    """
    inputs = {figure.key for figure in report.figures if figure.is_input}
    if unknown := [key for key in typed if key not in inputs]:
        raise KeyError(", ".join(unknown))
    ledger = Ledger()
    for table in report.tables:
        ledger.enter(table)
    for figure in report.figures:
        ledger.enter(replace(figure, given=typed[figure.key]) if figure.key in typed else figure)
    return {name: str(each.value(ledger)) for name, each in report.sentences.items()}
