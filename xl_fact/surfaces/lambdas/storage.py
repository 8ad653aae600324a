"""A formula as a person types it, and as a file keeps it."""

from __future__ import annotations

import re
import string
from collections.abc import Container, Iterator, Sequence
from typing import Final

_NEW: Final = frozenset(
    """
    ACOT ACOTH AGGREGATE ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.INV BYCOL BYROW
    CEILING.MATH CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHISQ.TEST CHOOSECOLS CHOOSEROWS
    COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COVARIANCE.P COVARIANCE.S DAYS DROP ERF.PRECISE EXPAND
    EXPON.DIST F.DIST F.DIST.RT F.INV F.INV.RT FLOOR.MATH FORECAST.LINEAR FORMULATEXT GAMMA
    GAMMALN.PRECISE GAUSS GROUPBY HSTACK IFNA IFS ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET LOGNORM.DIST
    LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS MODE.MULT MODE.SNGL NEGBINOM.DIST NORM.DIST NORM.INV
    NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTRANK.EXC
    PERCENTRANK.INC PERMUTATIONA PHI PIVOTBY POISSON.DIST QUARTILE.EXC QUARTILE.INC RANDARRAY RANK.AVG
    RANK.EQ REDUCE REGEXEXTRACT REGEXREPLACE REGEXTEST RRI SCAN SEQUENCE SHEET SHEETS SKEW.P SORTBY
    STDEV.P STDEV.S SWITCH T.DIST T.DIST.2T T.DIST.RT T.INV T.INV.2T T.TEST TAKE TEXTAFTER TEXTBEFORE
    TEXTJOIN TEXTSPLIT TOCOL TOROW TRIMRANGE UNICHAR UNICODE UNIQUE VALUETOTEXT VAR.P VAR.S VSTACK
    WEIBULL.DIST WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST
    """.split()
)
_SHEET: Final = frozenset({"FILTER", "SORT"})
_TOKEN: Final = re.compile(
    r'"(?:[^"]|"")*"|#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|\[[A-Za-z_]\w*\]'
    r"|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_][\w.]*|<>|<=|>=|\s+|."
)
_LETTERS: Final = frozenset(f"{string.ascii_letters}_")


def stored(typed: str, names: Container[str] = ()) -> str:
    """A formula as a file keeps it.

    Parameters
    ----------
    typed : str
        The formula as typed, without the equals sign and without references to cells.
    names : container of str
        The workbook's own names that it may call.

    Returns
    -------
    str
        With the prefixes of newer functions, of LET's and LAMBDA's names and of functions handed over.

    Raises
    ------
    ValueError
        When a word is neither a function, nor bound by a LET or a LAMBDA, nor a name of ours.

    Examples
    --------
    >>> stored("LAMBDA(gmv,[fee],LET(net,gmv-fee,MAP(net,ABS)))")
    '_xlfn.LAMBDA(_xlpm.gmv,_xlop.fee,_xlfn.LET(_xlpm.net,_xlpm.gmv-_xlpm.fee,_xlfn.MAP(_xlpm.net,_xleta.ABS)))'
    """
    tokens = [token for token in _TOKEN.findall(typed) if not token.isspace()]
    bound = set(binders(tokens))
    out = []
    for at, token in enumerate(tokens):
        if token[0] == "[" and token[1:-1] in bound:
            out.append(f"_xlop.{token[1:-1]}")
        elif token[0] not in _LETTERS or token.upper() in ("TRUE", "FALSE"):
            out.append(token)
        elif token in bound:
            out.append(f"_xlpm.{token}")
        elif token in names:
            out.append(token)
        elif not token.isupper():
            raise ValueError(f"{token!r} is no function and nothing that a LET or a LAMBDA binds: {typed}")
        elif tokens[at + 1 : at + 2] != ["("]:
            out.append(f"_xleta.{token}")
        else:
            out.append(f"{_prefix(token)}{token}")
    return "".join(out)


def _prefix(function: str) -> str:
    return "_xlfn._xlws." if function in _SHEET else "_xlfn." if function in _NEW else ""


def binders(tokens: Sequence[str]) -> Iterator[str]:
    """The words that a formula's LETs and LAMBDAs bind.

    Examples
    --------
    >>> list(binders(["LET", "(", "a", ",", "1", ",", "a", ")"]))
    ['a']
    """
    calls: list[tuple[str, int]] = []
    for at, token in enumerate(tokens):
        if token in "({":
            calls.append((tokens[at - 1] if at and token == "(" else "", 0))
        elif token in ")}":
            calls.pop()
        elif token == "," and calls:
            calls[-1] = (calls[-1][0], calls[-1][1] + 1)
        elif calls and tokens[at - 1] in "(," and tokens[at + 1] == ",":
            function, argument = calls[-1]
            if function == "LAMBDA" or (function == "LET" and argument % 2 == 0):
                yield token.strip("[]")


def renamed(formula: str, names: dict[str, str], omitted: dict[str, str]) -> str:
    """A formula with other words in place of its parameters.

    Parameters
    ----------
    formula : str
        As declared, over the parameters' names.
    names : dict
        What stands for each parameter.
    omitted : dict
        What stands for ``ISOMITTED(parameter)``.
    """
    tokens = [token for token in _TOKEN.findall(formula) if not token.isspace()]
    out: list[str] = []
    while tokens:
        token = tokens.pop(0)
        if token == "ISOMITTED" and tokens[1:2] and tokens[1] in omitted:
            out.append(omitted[tokens[1]])
            del tokens[:3]
        else:
            out.append(names.get(token, token))
    return "".join(out)
