"""The monthly report: model first, ink last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xl_fact.report.build import build_report
    from xl_fact.report.check import check_template
    from xl_fact.report.house import new_template
    from xl_fact.report.model import Report
    from xl_fact.report.pdf import to_pdf
    from xl_fact.report.write import WriteResult, write_report

__all__ = [
    "Report",
    "WriteResult",
    "build_report",
    "check_template",
    "new_template",
    "to_pdf",
    "write_report",
]

_HOMES = {
    "Report": "model",
    "build_report": "build",
    "WriteResult": "write",
    "write_report": "write",
    "check_template": "check",
    "new_template": "house",
    "to_pdf": "pdf",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
