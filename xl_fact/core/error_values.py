"""The error values of a spreadsheet, and how they travel through arrays of numbers.

Beside each array of numbers goes an array of codes: 0 a number, 1 a blank, above that an error.
A marker of a missing value ("--") is a blank.
A formula that must answer an error itself returns one of the NaNs below: a NaN carries its code in
its low bits, so `numpy.where` can choose between numbers and errors. Arithmetic need not keep the
bits; only values that a formula returns as they are carry a code.
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np

from xl_fact.core.kinds import Array, CodeArray

OK: Final = 0
BLANK: Final = 1
ERRORS: Final = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
CODE_OF: Final = {name: code for code, name in enumerate(ERRORS, start=2)}
DIV0, VALUE, NUM, NA = (CODE_OF[name] for name in ("#DIV/0!", "#VALUE!", "#NUM!", "#N/A"))

CELL_OF: Final[tuple[str | None, ...]] = ("", None, *ERRORS)
"""What a cell shows for a code; a blank is None."""

COM_ERRORS: Final = {
    -2146826288: CODE_OF["#NULL!"],
    -2146826281: DIV0,
    -2146826273: VALUE,
    -2146826265: CODE_OF["#REF!"],
    -2146826259: CODE_OF["#NAME?"],
    -2146826252: NUM,
    -2146826246: NA,
}
COM_ERROR_RANGE: Final = range(-2146826300, -2146826199)
"""Numbers by which Excel hands an error over; those not named above read as #VALUE!."""

_QUIET: Final = 0x7FF8_0000_0000_0000
_MARK: Final = 0x0FAC_7000


def nan_of(code: int) -> float:
    """The NaN that carries a code."""
    return float(struct.unpack("<d", struct.pack("<Q", _QUIET | _MARK | code))[0])


BLANK_NAN: Final = nan_of(BLANK)
VALUE_NAN: Final = nan_of(VALUE)
NUM_NAN: Final = nan_of(NUM)
NA_NAN: Final = nan_of(NA)


def codes_of(values: Array, otherwise: int | CodeArray) -> CodeArray:
    """The code each number stands for: 0 where finite, the carried code, else `otherwise`."""
    bits = np.ascontiguousarray(values).view(np.uint64)
    carried = (bits & np.uint64(0xFFFF_FFFF_FFFF_FF00)) == np.uint64(_QUIET | _MARK)
    codes = np.where(carried, (bits & np.uint64(0xFF)).astype(np.uint8), np.asarray(otherwise, np.uint8))
    codes[np.isfinite(values)] = OK
    return codes
