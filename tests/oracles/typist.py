"""Somebody at the keyboard of LibreOffice Calc: a blank sheet, formulas typed, answers read.

::

    with Typist() as typist:
        typist.type({"A1": 3000, "B1": 20000, "C1": "=A1/B1*1000"})
        assert typist.read("C1") == [[150.0]]

The office runs in a profile, a shared extension cache and a pipe of its own, so nothing installed here
answers in another test. Formulas are typed as Calc writes them: English names, ``;`` between arguments.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from oracles import office, tool

HELPER = Path(__file__).with_name("typist_keyboard.py")
PYTHON_WITH_UNO = "/usr/bin/python3"


class CellError(NamedTuple):
    """An error in a cell: Calc's number and what the cell shows."""

    code: int
    shown: str


Answer = float | str | CellError | None


class Typist:
    """An office with one blank sheet, open for the length of a ``with`` block.

    Parameters
    ----------
    extensions : sequence of Path
        Add-ins (.oxt) to install first.
    env : mapping
        Environment for the office; an add-in in Python finds its packages through it.
    seconds : float
        The time that any single step may take.
    """

    def __init__(
        self, extensions: Sequence[Path] = (), *, env: Mapping[str, str] | None = None, seconds: float = 120
    ):
        self.soffice, self.extensions = tool.program("soffice"), extensions
        self.env, self.seconds = dict(env or {}), seconds
        try:
            tool.run([PYTHON_WITH_UNO, "-I", "-c", "import uno"])
        except (tool.ToolError, FileNotFoundError):
            tool.absent("python3-uno")

    def __enter__(self) -> Self:
        self.folder = tempfile.TemporaryDirectory(prefix="xl_fact_typist_")
        folder = Path(self.folder.name)
        where = [
            office.write_profile(folder / "profile"),
            f"-env:UNO_SHARED_PACKAGES_CACHE={(folder / 'cache').as_uri()}",
        ]
        try:
            for extension in self.extensions:
                add = [tool.program("unopkg"), "add", "-f", "--shared", *where, extension]
                tool.run(add, seconds=self.seconds, env=self.env)
            command = [PYTHON_WITH_UNO, "-I", HELPER, folder.name, self.soffice, *where]
            self.helper = tool.start(command, env=self.env)
            self.ask("open")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the office and forget its profile."""
        if helper := getattr(self, "helper", None):
            with contextlib.suppress(tool.ToolError):
                self.ask("quit")
            tool.end_group(helper)
        self.folder.cleanup()

    def ask(self, verb: str, **what: Any) -> Any:
        """One request to the helper process and its answer."""
        answer = tool.ask(self.helper, {"verb": verb, **what}, seconds=self.seconds)
        if "error" in answer:
            raise tool.ToolError(answer["error"])
        return answer["value"]

    def type(self, cells: Mapping[str, float | str]) -> None:
        """Type numbers, text and formulas (``=…``) into cells, in the order given."""
        self.ask("type", cells=dict(cells))

    def type_array(self, cells: str, formula: str) -> None:
        """Type one array formula over a range, as with Ctrl+Shift+Enter."""
        self.ask("type_array", cells=cells, formula=formula)

    def lay(self, corner: str, rows: Sequence[Sequence[float | str | None]]) -> None:
        """Put a block of values at once; None is an empty cell, what begins with = a formula."""
        self.ask("lay", corner=corner, rows=[list(row) for row in rows])

    def fill(self, corner: str, formulas: Sequence[str]) -> None:
        """Type a column of formulas at once."""
        self.ask("fill", corner=corner, formulas=list(formulas))

    def clear(self) -> None:
        """Empty the sheet."""
        self.ask("clear")

    def type_arrays(self, formulas: Mapping[str, str]) -> None:
        """Type array formulas, each over its range."""
        self.ask("type_arrays", formulas=dict(formulas))

    def read(self, cells: str, *, many: bool = False) -> list[list[Answer]]:
        """What a range holds, row by row: numbers, text, `CellError`, None for empty; of many an empty text."""
        rows = self.ask("read_many" if many else "read", cells=cells)
        return [[CellError(**cell) if isinstance(cell, dict) else cell for cell in row] for row in rows]

    def answer(self, formula: str) -> Answer:
        """The answer of one formula typed into a cell far from everything else."""
        self.type({"AZ999": formula})
        return self.read("AZ999")[0][0]

    @contextlib.contextmanager
    def book(self, path: Path) -> Iterator[list[str]]:
        """A workbook open beside the blank sheet; the names of its sheets."""
        names = self.ask("load", path=path.as_uri())
        try:
            yield names
        finally:
            self.ask("shut")

    def enter(
        self, inputs: Sequence[tuple[str, str, float | None]], sheets: Sequence[str]
    ) -> dict[str, list[list[float | str]]]:
        """Type numbers into cells of the workbook (sheet, address, number or None for empty), and read sheets whole."""
        found: dict[str, list[list[float | str]]] = self.ask(
            "enter", inputs=list(inputs), sheets=list(sheets)
        )
        return found

    def wizard(self, name: str) -> dict[str, Any]:
        """What the function wizard says of a function: ``description`` and ``arguments``."""
        return dict(self.ask("wizard", name=name))
