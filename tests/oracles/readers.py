"""What a reader sees that never recalculates: a phone's preview, pandas, a cloud drive.

Both give sheet → rows → values; a formula that was saved without its value is blank here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from oracles import tool

Rows = list[list[Any]]
READ_WITH_SHEETJS = """
const book = require(process.argv[1]).readFile(process.argv[2], {cellDates: false});
const rows = name => require(process.argv[1]).utils.sheet_to_json(
    book.Sheets[name], {header: 1, raw: true, defval: null, blankrows: true});
console.log(JSON.stringify(Object.fromEntries(book.SheetNames.map(name => [name, rows(name)]))));
"""


def with_pandas(path: Path) -> dict[str, Rows]:
    """Every sheet as pandas reads it with calamine; blanks are None."""
    frames = pd.read_excel(path, sheet_name=None, header=None, engine="calamine", dtype=object)
    return {
        name: [[None if pd.isna(cell) else cell for cell in row] for row in frame.to_numpy().tolist()]
        for name, frame in frames.items()
    }


def with_sheetjs(path: Path, *, seconds: float = 120) -> dict[str, Rows]:
    """Every sheet as SheetJS reads it; dates are serial numbers, blanks None."""
    command = [tool.program("node"), "-e", READ_WITH_SHEETJS, tool.node_module("xlsx"), path.resolve()]
    sheets: dict[str, Rows] = json.loads(tool.run(command, seconds=seconds))
    return sheets
