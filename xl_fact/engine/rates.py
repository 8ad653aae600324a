"""What one currency is worth in another: given by a person, never looked up."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rates:
    """What currencies are worth in another: code → rate, by "" (always), by month or by day."""

    to: str = "CNY"
    of: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def on(self, currency: str, day: datetime.date) -> float | None:
        """The rate of a day, else that of its month, else the one that always holds; None without any."""
        told = self.of.get(currency, {})
        return next((told[key] for key in (f"{day:%Y-%m-%d}", f"{day:%Y-%m}", "") if key in told), None)
