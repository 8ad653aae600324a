"""The hands of `typist`: runs under Debian's own Python, which has UNO, and nothing but its standard library.

Arguments: a folder that names the pipe, the soffice program, its options. Requests come as JSON lines, and so
do the answers go back.
"""

import json
import subprocess
import sys
import time

START_SECONDS = 90


def connect(pipe, soffice, options):
    """Start an office listening on its own pipe; the process and what UNO calls its context."""
    import uno
    from com.sun.star.connection import NoConnectException

    quiet = ["--headless", "--norestore", "--nologo"]
    office = subprocess.Popen(  # in the process group of this helper, ended with it
        [soffice, *quiet, *options, f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return office, resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if office.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the office did not start") from None
            time.sleep(0.1)


class Keyboard:
    """One blank sheet and what can be done with it."""

    def __init__(self, office, context):
        import uno

        self.office, self.context = office, context
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        hidden = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        hidden.Name, hidden.Value = "Hidden", True
        document = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (hidden,))
        self.sheet = document.Sheets.getByIndex(0)

    def open(self):
        return self.sheet.Name

    def quit(self):
        try:
            self.desktop.terminate()
        finally:
            self.office.wait(timeout=10)

    def type(self, cells):
        for where, what in cells.items():
            cell = self.sheet.getCellRangeByName(where)
            if isinstance(what, str) and what.startswith("="):
                cell.Formula = what
            elif isinstance(what, str):
                cell.String = what
            else:
                cell.Value = what

    def type_array(self, cells, formula):
        self.sheet.getCellRangeByName(cells).setArrayFormula(formula)

    def lay(self, corner, rows):
        """Values in one stroke; what begins with = is typed after. "" leaves a cell empty (None would be #N/A)."""
        box = self._box(corner, len(rows), len(rows[0]))
        formulas = []
        for y, row in enumerate(rows):
            for x, what in enumerate(row):
                if isinstance(what, str) and what.startswith("="):
                    formulas.append((x, y, what))
                    row[x] = None
        box.setDataArray(tuple(tuple("" if what is None else what for what in row) for row in rows))
        for x, y, what in formulas:
            box.getCellByPosition(x, y).Formula = what

    def fill(self, corner, formulas):
        """A column of formulas in one stroke."""
        self._box(corner, len(formulas), 1).setFormulaArray(tuple((formula,) for formula in formulas))

    def type_arrays(self, formulas):
        """Array formulas, each over a range of its own."""
        for cells, formula in formulas.items():
            self.type_array(cells, formula)

    def _box(self, corner, height, width):
        at = self.sheet.getCellRangeByName(corner).CellAddress
        return self.sheet.getCellRangeByPosition(
            at.Column, at.Row, at.Column + width - 1, at.Row + height - 1
        )

    def clear(self):
        """An empty sheet again."""
        cursor = self.sheet.createCursor()
        cursor.gotoEndOfUsedArea(True)
        cursor.clearContents(1 | 2 | 4 | 16)  # numbers, dates, texts, formulas

    def read(self, cells):
        box = self.sheet.getCellRangeByName(cells)
        area = box.RangeAddress
        height, width = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
        return [[answer(box.getCellByPosition(x, y)) for x in range(width)] for y in range(height)]

    def read_many(self, cells):
        """As `read`, for many formulas in a few strokes: an empty text is as good as an empty cell."""
        box = self.sheet.getCellRangeByName(cells)
        rows = [list(row) for row in box.getDataArray()]
        top, left = box.RangeAddress.StartRow, box.RangeAddress.StartColumn
        for bad in box.queryFormulaCells(4).RangeAddresses:  # those that are errors
            for y in range(bad.StartRow - top, bad.EndRow - top + 1):
                for x in range(bad.StartColumn - left, bad.EndColumn - left + 1):
                    rows[y][x] = answer(box.getCellByPosition(x, y))
        return rows

    def load(self, path):
        """Open a workbook beside the blank sheet."""
        import uno

        hidden = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        hidden.Name, hidden.Value = "Hidden", True
        self.book = self.desktop.loadComponentFromURL(path, "_blank", 0, (hidden,))
        return [sheet.Name for sheet in self.book.Sheets]

    def enter(self, inputs, sheets):
        """Type into cells of the workbook, None to empty one, and read sheets whole as it then stands."""
        for sheet, cell, value in inputs:
            place = self.book.Sheets.getByName(sheet).getCellRangeByName(cell)
            if value is None:
                place.clearContents(1 | 2 | 4 | 16)
            else:
                place.Value = value
        self.book.calculate()
        return {name: self.whole(self.book.Sheets.getByName(name)) for name in sheets}

    def whole(self, sheet):
        """All that a sheet holds, from A1; an error as its text."""
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        box = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        rows = [list(row) for row in box.getDataArray()]
        for bad in box.queryFormulaCells(4).RangeAddresses:
            for y in range(bad.StartRow, bad.EndRow + 1):
                for x in range(bad.StartColumn, bad.EndColumn + 1):
                    rows[y][x] = sheet.getCellByPosition(x, y).String
        return rows

    def shut(self):
        """Close the workbook."""
        self.book.close(True)

    def wizard(self, name):
        service = "com.sun.star.sheet.FunctionDescriptions"
        functions = self.context.ServiceManager.createInstanceWithContext(service, self.context)
        parts = {part.Name: part.Value for part in functions.getByName(name)}
        arguments = [
            {"name": part.Name, "description": part.Description, "optional": part.IsOptional}
            for part in parts["Arguments"]
        ]
        return {"description": parts["Description"], "arguments": arguments}


def answer(cell):
    """What one cell holds."""
    if code := cell.getError():
        return {"code": code, "shown": cell.String}
    kind = (
        cell.FormulaResultType2
        if cell.Type.value == "FORMULA"
        else {"VALUE": 1, "TEXT": 4}.get(cell.Type.value)
    )
    if kind is None:
        return None
    return cell.Value if kind == 1 else cell.String


def main():
    """Answer requests until there are no more."""
    keyboard = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            keyboard = keyboard or Keyboard(
                *connect(sys.argv[1].rpartition("/")[2], sys.argv[2], sys.argv[3:])
            )
            value = getattr(keyboard, request.pop("verb"))(**request)
            reply = {"value": value}
        except Exception as problem:  # every trouble of the office is the asker's to hear
            reply = {"error": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
