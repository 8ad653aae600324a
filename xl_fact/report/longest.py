"""How long a sentence may get when someone types over an input: as much room as that is kept for it."""

from __future__ import annotations

from typing import Final

from xl_fact.report.formula import (
    At,
    Choice,
    Expression,
    Joined,
    Literal,
    Named,
    Parted,
    Pick,
    Picked,
    Written,
)
from xl_fact.report.model import Ledger
from xl_fact.texts import shown_length

_NUMBER: Final = "00,000.0"
"""As long as most numbers are."""


def longest(expression: Expression, values: Ledger) -> str:
    """The longest text that an expression may come to: of each choice the longer branch, of a column its longest cell.

    Parameters
    ----------
    expression : Expression
    values : Ledger
        What the cells hold now, and what they are computed from.
    """

    def of(each: Expression) -> str:
        match each:
            case Literal():
                return str(each.given)
            case Written():
                return _NUMBER
            case Joined():
                return "".join(map(of, each.parts))
            case Parted():
                parts = sorted(filter(None, map(of, each.parts)), key=shown_length, reverse=True)
                return each.separator.join(parts[: each.mostly])
            case Choice():
                return max(map(of, (each.then, each.otherwise)), key=shown_length)
            case Pick():
                return max(map(of, each.options), key=shown_length)
            case Named() if (formula := values.figures[each.key].formula) is not None:
                return of(formula)
            case At() if each.row is not None:
                formula = values.tables[each.table].column(each.key).formula
                given = formula or values.tables[each.table].given[each.key][each.row]
                return of(given) if isinstance(given, Expression) else str(given)
            case Picked():
                formula = values.tables[each.table].column(each.key).formula
                if formula is not None:
                    return of(formula)
                held = values.tables[each.table].given[each.key]
                return max((of(v) if isinstance(v, Expression) else str(v) for v in held), key=shown_length)
            case _:
                return _NUMBER

    return of(expression)
