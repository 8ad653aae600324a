"""Where a brand stands: the figures of its finished report that the index shows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from xl_fact.report.model import Report, Scope
from xl_fact.words import Words

FIGURES: Final = ("gmv", "gpm", "roi", "refund_rate")
"""The figures of a report that are shown of each brand, the first three with their change."""
CHANGED: Final = FIGURES[:3]
LETTERS: Final = ("F", "A", "T", "S", "?")
"""The channels that make up the whole; C is a part of all of them."""


@dataclass(frozen=True)
class Standing:
    """One brand's line.

    Attributes
    ----------
    scope : Scope
        What its figures are of.
    figures : mapping
        Those of `FIGURES` that the report has, and ``gmv_change`` … where the month before compares.
    mix : mapping
        Channel → its part of the GMV; "C" the part of the campaign days.
    checked : bool
        Whether every check passed.
    proved : float
        The share of the GMV that the exports themselves prove.
    """

    scope: Scope
    figures: Mapping[str, float]
    mix: Mapping[str, float]
    checked: bool
    proved: float

    @classmethod
    def of(cls, report: Report) -> Standing:
        """What a report says."""
        keys = [*FIGURES, *(f"{key}_change" for key in CHANGED)]
        told = {key: _number(report.values.figure(key)) for key in keys if key in report.values.figures}
        return cls(
            report.scope,
            {key: value for key, value in told.items() if value is not None},
            dict(_mix(report)),
            report.passed,
            report.proved,
        )

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Standing:
        """From a record."""
        scope: dict[str, Any] = {
            key: Words(*value) if isinstance(value, list) else value for key, value in data["scope"].items()
        }
        return cls(**{**data, "scope": Scope(**scope)})

    def data(self) -> dict[str, Any]:
        """For a record."""
        return asdict(self)


def _mix(report: Report) -> list[tuple[str, float]]:
    """The parts of the channels, as the page of their comparison has them."""
    found = []
    compare = report.values.tables.get("compare")
    if compare is not None and compare.has("share"):
        labels, shares = (report.values.column("compare", key) for key in ("channel", "share"))
        found = [(str(label)[0], _number(share)) for label, share in zip(labels, shares, strict=True)]
    if "c_share" in report.values.figures:
        found.append(("C", _number(report.values.figure("c_share"))))
    return [(letter, share) for letter, share in found if share is not None]


def _number(value: Any) -> float | None:
    """A number; None for the text or the nothing that stands for one."""
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
