"""The process that IronCalc works in: reads a folder's ``formulas.xlsx``, leaves the wanted values as JSON.

Of its own, because a formula that takes for ever can only be stopped by ending the process.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

_CALL: Final = re.compile(r"([^\W\d][\w.]*)\(")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_UNSURE: Final = frozenset(("#NAME?", "#N/IMPL!", "#ERROR!", "#CIRC!"))


def calculated(folder: Path) -> dict[str, Any]:
    """The values of the wanted cells, and the functions that IronCalc doesn't know.

    Parameters
    ----------
    folder : Path
        With ``formulas.xlsx`` and ``wanted.json``, a list of sheet, row and column.
    """
    import ironcalc

    model = ironcalc.load_from_xlsx(str(folder / "formulas.xlsx"), "en", "UTC", "en")
    model.evaluate()
    unknown: set[str] = set()
    values = []
    for sheet, row, column in json.loads((folder / "wanted.json").read_text("utf-8")):
        formula = model.get_cell_formula(sheet, row, column)
        called = _CALL.findall(_QUOTED.sub("", formula or ""))
        unknown.update(name for name in called if name != name.upper())  # it writes them in small letters
        value = model.get_cell_value(sheet, row, column)
        known = value is not None and not (isinstance(value, str) and value in _UNSURE)
        values.append((sheet, row, column, known, value))
    return {"unknown": sorted(unknown), "values": values}


if __name__ == "__main__":
    given = Path(sys.argv[1])
    (given / "values.json").write_text(json.dumps(calculated(given)), "utf-8")
