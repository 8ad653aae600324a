"""The figures in a page's prose, computed: each stands in the text, and behind it in a comment what gives it.

python -m tools.figures .

``150<!-- gpm(3000, 20000) -->`` is a figure; ``<!-- roi(3000, 10000) :.1f -->`` says how it is written, else it has two
decimals at most. An expression may call every function of xl_fact and `demo`, the report of the sample exports:
``demo("gmv")`` is what bears the name xf_gmv, ``demo("compare", "F", "GPM")`` the cell of the table xf_compare in the
row and the column that begin so.
"""

from __future__ import annotations

import ast
import math
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook

import xl_fact
from tools.links import pages, prose
from xl_fact.core.catalogue import FUNCTIONS

FIGURE: Final = re.compile(r"(?P<shown>[-−+]?\d[\d,.]*%?)<!-- (?P<says>.+?)(?: :(?P<spec>\S+))? -->")
BARE: Final = re.compile(r"(?<![\w.])[-−+]?\d[\d,]*(?:\.\d+)?%|(?<![\w.])\d[\d,]*[.,]\d[\d,.]*")
"""A figure that nothing computes: with decimals, with thousands, or in per cent."""

_VERSION: Final = re.compile(r"Python 3\.\d+|\d+\.\d+\.\d+[.\d]*")

_ALLOWED: Final = (
    *(ast.Expression, ast.Call, ast.keyword, ast.Name, ast.Load, ast.Constant, ast.List),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.UnaryOp, ast.USub),
)


class Demo:
    """The report that `xl-fact demo` makes, made when first asked."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def __call__(self, name: str, row: str = "", column: str = "") -> Any:
        """What a named cell holds, or a cell of a table."""
        if not row:
            ((sheet, cell),) = self._report.defined_names[f"xf_{name}"].destinations
            return self._report[sheet][cell.replace("$", "")].value
        cells = next(
            [[cell.value for cell in line] for line in sheet[sheet.tables[f"xf_{name}"].ref]]
            for sheet in self._report.worksheets
            if f"xf_{name}" in sheet.tables
        )
        (place,) = [i for i, heading in enumerate(cells[0]) if str(heading).startswith(column)]
        (line,) = [line for line in cells[1:] if str(line[0]).startswith(row)]
        return line[place]

    @cached_property
    def _report(self) -> Any:
        if self._folder is not None:
            return _opened(self._folder)
        with tempfile.TemporaryDirectory() as scratch:
            made = [sys.executable, "-m", "xl_fact", "demo", scratch]
            subprocess.run(made, check=True, capture_output=True)
            return _opened(Path(scratch))


def _opened(folder: Path) -> Any:
    return load_workbook(folder / "月报.xlsx", data_only=True)


def names(demo: Callable[..., Any]) -> dict[str, Any]:
    """Whatever an expression may call."""
    functions = {f.python_name: getattr(xl_fact, f.python_name) for f in FUNCTIONS.values()}
    return {**functions, "demo": demo}


def computed(says: str, spec: str | None, known: Mapping[str, Any]) -> str:
    """The text of a figure.

    Raises
    ------
    ValueError
        Where the expression is more than calls and arithmetic, or no number comes of it.
    """
    tree = ast.parse(says.strip(), mode="eval")
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise ValueError(f"{says}: {type(node).__name__} has no place here")
    value = eval(compile(tree, says, "eval"), {"__builtins__": {}, **known})
    if isinstance(value, list) and len(value) == len(value[0]) == 1:
        value = value[0][0]
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{says}: {value!r} is no number")
    if spec:
        return format(number, spec)
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def renewed(text: str, known: Mapping[str, Any]) -> str:
    """A page with its figures computed again."""
    return FIGURE.sub(lambda found: computed(found["says"], found["spec"], known) + _behind(found), text)


def _behind(found: re.Match[str]) -> str:
    return found[0][len(found["shown"]) :]


def bare(text: str) -> list[str]:
    """The figures of a page's prose that nothing computes."""
    without = re.sub(r"<!--.*?-->", "", FIGURE.sub("", prose(text)), flags=re.DOTALL)
    return BARE.findall(_VERSION.sub("", re.sub(r"\]\([^)]*\)", "]", without)))


def renew(root: Path) -> None:
    """Compute every page's figures again, where they stand."""
    known = names(Demo())
    for page in pages(root):
        text = page.read_text("utf-8")
        if FIGURE.search(text):
            page.write_text(renewed(text, known), "utf-8", newline="\n")


if __name__ == "__main__":
    renew(Path(sys.argv[1]).resolve())
