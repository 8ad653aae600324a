"""One value or a column of them: what arithmetic and choices tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def plain(answer: Any) -> Any:
    """A column as it is, one value as a float."""
    return answer if np.ndim(answer) else float(answer)


def known(answer: Any) -> Any:
    """The same with NaN for what is infinite: a division by zero is undefined."""
    return plain(np.where(np.isfinite(answer), answer, np.nan))


def is_column(value: Any) -> bool:
    """Whether it is one value a row."""
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def down(value: Any, length: int) -> Sequence[Any]:
    """A column as it is, one value once a row."""
    return value if is_column(value) else [value] * length
