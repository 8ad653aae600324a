"""Types into a workbook whose macros run in LibreOffice's Basic; under Debian's own Python, as `oracles.typist`.

Arguments: the file of `typist_keyboard`, a name for the pipe, soffice, the workbook, soffice's options. One line
of JSON comes in, cells and formulas, and one goes out: what each formula shows.
"""

import importlib.util
import json
import sys
from pathlib import Path

RUN_MACROS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN


def module_at(path):
    """A module by its file alone: beside it lies a `com`, which UNO has one of too."""
    spec = importlib.util.spec_from_file_location("typist_keyboard", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(typist_keyboard, pipe, soffice, workbook, *options):
    """Answer one request."""
    import uno

    keyboard = module_at(typist_keyboard)
    office, context = keyboard.connect(pipe, soffice, list(options))
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    request = json.loads(sys.stdin.readline())
    properties = []
    for name, value in {"Hidden": True, "MacroExecutionMode": RUN_MACROS}.items():
        properties.append(uno.createUnoStruct("com.sun.star.beans.PropertyValue"))
        properties[-1].Name, properties[-1].Value = name, value
    document = desktop.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, tuple(properties))
    sheet = document.Sheets.getByIndex(0)
    for where, value in request["cells"].items():
        cell = sheet.getCellRangeByName(where)
        if isinstance(value, str):
            cell.Formula = value
        else:
            cell.Value = value
    shown = []
    for at, formula in enumerate(request["formulas"]):
        cell = sheet.getCellByPosition(30, at)
        cell.Formula = formula
        shown.append(keyboard.answer(cell))
    print(json.dumps(shown))
    document.close(True)
    desktop.terminate()
    office.wait(timeout=20)


if __name__ == "__main__":
    main(*sys.argv[1:])
