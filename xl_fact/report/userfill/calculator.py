"""The process that IronCalc works in: reads a folder's ``formulas.xlsx``, prints the wanted values as JSON.

Of its own, because a formula that takes for ever can only be stopped by ending the process.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

_UNSURE: Final = frozenset(("#NAME?", "#N/IMPL!", "#ERROR!", "#CIRC!"))


def calculated(folder: Path) -> dict[str, Any]:
    """The values of the wanted cells, and the functions that IronCalc doesn't know.

    Parameters
    ----------
    folder : Path
        With ``formulas.xlsx`` and ``wanted.json``, a list of sheet, row and column.
    """
    import ironcalc
    from openpyxl.formula import Tokenizer

    model = ironcalc.load_from_xlsx(str(folder / "formulas.xlsx"), "en", "UTC", "en")
    model.evaluate()
    unknown: set[str] = set()
    values = []
    for sheet, row, column in json.loads((folder / "wanted.json").read_text("utf-8")):
        formula = model.get_cell_formula(sheet, row, column)
        for token in Tokenizer(formula).items if formula else ():
            if token.type == "FUNC" and token.subtype == "OPEN" and token.value != token.value.upper():
                unknown.add(token.value[:-1])  # what it doesn't know it writes in small letters
        value = model.get_cell_value(sheet, row, column)
        known = value is not None and not (isinstance(value, str) and value in _UNSURE)
        values.append((sheet, row, column, known, value))
    return {"unknown": sorted(unknown), "values": values}


if __name__ == "__main__":
    print(json.dumps(calculated(Path(sys.argv[1]))))
