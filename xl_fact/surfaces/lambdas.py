"""Functions as named LAMBDAs: what makes ``=GPM(A2,B2)`` work in Excel 365 with nothing installed.

Each function's own formula is wrapped after the kinds of its arguments, so that a cell answers as it
does through Python: whole columns cut to their used part, text read as a number, bounds, blanks,
errors, shapes. The few names that the wrapping calls are `HELPERS`; they go into the workbook beside
the functions. Definitions are written here as a person types them; `stored` gives them the prefixes
under which a file keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.docstring import Prose
from xl_fact.core.function import Function, Parameter

LONGEST: Final = 8192
"""Longest formula that a file keeps."""

TOOLTIP: Final = 255
"""Longest comment of a name: with a longer one Excel refuses the file."""


@dataclass(frozen=True)
class Definition:
    """A name of the workbook that holds a LAMBDA.

    Attributes
    ----------
    name : str
        As typed in a cell.
    typed : str
        The LAMBDA as a person types it.
    refers_to : str
        The same as a file keeps it, without the equals sign.
    comment : str
        The tooltip, Chinese first.
    """

    name: str
    typed: str
    refers_to: str
    comment: str


HELPERS: Final[dict[str, tuple[Prose, str]]] = {
    "XLF.LAST": (
        Prose("Last used row of a whole column; 0 for any other range.", "整列的最后已用行；其他区域得 0。"),
        'LAMBDA(x,IF(ROWS(x)<1048576,0,MAX(IFERROR((x<>"")*1,1)*ROW(x))))',
    ),
    "XLF.USED": (
        Prose("A whole column down to a row; any other range as it is.", "整列截到某行；其他区域原样。"),
        "LAMBDA(x,last,IF(ROWS(x)<1048576,x,TAKE(x,MAX(last,1))))",
    ),
    "XLF.SPAN": (
        Prose("The common size, or #VALUE! where sizes don't broadcast.", "共同的尺寸；对不上得 #VALUE!。"),
        "LAMBDA(sizes,IF(SUM((sizes<>1)*(sizes<>MAX(sizes)))=0,MAX(sizes),#VALUE!))",
    ),
    "XLF.GRID": (
        Prose("A grid of the common height and width.", "共同高与宽的网格。"),
        "LAMBDA(heights,widths,SEQUENCE(XLF.SPAN(heights),XLF.SPAN(widths)))",
    ),
    "XLF.PLAIN": (
        Prose("Text with full-width characters made plain.", "全角字符转半角，去空格，转小写。"),
        'LAMBDA(text,LET(wide,"０１２３４５６７８９．，％＋－（）￥＄～－—–−至到　"&UNICHAR(160),'
        'narrow,"0123456789.,%+-()¥$~----~~  ",'
        "LOWER(TRIM(REDUCE(text,SEQUENCE(LEN(wide)),"
        "LAMBDA(done,place,SUBSTITUTE(done,MID(wide,place,1),MID(narrow,place,1))))))))",
    ),
    "XLF.CUT": (
        Prose("Text without its last character, if that is one of those.", "末字属于所列字符时去掉。"),
        "LAMBDA(text,marks,IF(LEN(text)<2,text,"
        "IF(ISNUMBER(FIND(RIGHT(text),marks)),TRIM(LEFT(text,LEN(text)-1)),text)))",
    ),
    "XLF.POWER": (
        Prose("Power of ten of the unit a text ends in.", "文字末尾单位是 10 的几次方；无单位得 0。"),
        'LAMBDA(text,IFERROR(INDEX({12,7,6,5},XMATCH(RIGHT(text,2),{"万亿","千万","百万","十万"})),'
        "IFERROR(INDEX({8,8,4,4,4,3,3,2,6,9,-2,-3},"
        'XMATCH(RIGHT(text),{"亿","億","万","萬","w","千","k","百","m","b","%","‰"})),0)))',
    ),
    "XLF.GROUPED": (
        Prose("Whether a mark parts digits in threes.", "分隔符是否每三位一组。"),
        'LAMBDA(text,mark,LET(size,LEN(text),marks,size-LEN(SUBSTITUTE(text,mark,"")),'
        'first,size-4*marks,IF(OR(first<1,first>3,LEFT(text)="0"),FALSE,'
        "SUM((MID(text,size-4*SEQUENCE(marks)+1,1)=mark)*1)=marks)))",
    ),
    "XLF.DIGITS": (
        Prose("Digits with dots and commas as a number.", "带点号、逗号的数字串读成数；读不成得 #VALUE!。"),
        'LAMBDA(text,LET(bare,SUBSTITUTE(SUBSTITUTE(text,",",""),".",""),'
        'commas,LEN(text)-LEN(SUBSTITUTE(text,",","")),dots,LEN(text)-LEN(bare)-commas,'
        'digits,SUM(LEN(bare)-LEN(SUBSTITUTE(bare,{"0","1","2","3","4","5","6","7","8","9"},""))),'
        'tail,TEXTAFTER(SUBSTITUTE(text,",","."),".",-1),'
        'mark,IF(commas*dots=0,IF(commas>0,",","."),MID(text,LEN(text)-LEN(tail),1)),'
        'other,IF(mark=",",".",","),head,LEFT(text,LEN(text)-LEN(tail)-1),'
        'IF(OR(LEN(bare)=0,digits<LEN(bare),LEFT(text)=","),#VALUE!,'
        'IF(commas+dots=0,NUMBERVALUE(text,".",","),'
        "IF(commas*dots>0,IF(AND(ISERROR(FIND(mark,head)),LEN(tail)>0,XLF.GROUPED(head,other)),"
        'NUMBERVALUE(SUBSTITUTE(head,other,"")&"."&tail,".",","),#VALUE!),'
        'IF(commas+dots>1,IF(XLF.GROUPED(text,mark),NUMBERVALUE(bare,".",","),#VALUE!),'
        'IF(AND(mark=",",XLF.GROUPED(text,mark)),NUMBERVALUE(bare,".",","),'
        'NUMBERVALUE(SUBSTITUTE(text,",","."),".",","))))))))',
    ),
    "XLF.ONE": (
        Prose("One number of the trade: sign, currency, unit.", "读一个数：正负号、货币、单位、括号负数。"),
        'LAMBDA(text,LET(bracket,AND(LEFT(text)="(",RIGHT(text)=")",LEN(text)>2),'
        "inner,IF(bracket,MID(text,2,LEN(text)-2),text),"
        'trimmed,XLF.CUT(XLF.CUT(XLF.CUT(inner,"+"),"人次件单个位"),"元圆块¥$£€"),'
        'coin,IF(ISNUMBER(FIND(LEFT(trimmed&" "),"¥$£€")),TRIM(MID(trimmed,2,99)),trimmed),'
        'minus,LEFT(coin)="-",signed,OR(minus,LEFT(coin)="+"),'
        "bare,IF(signed,TRIM(MID(coin,2,99)),coin),"
        'plain,IF(AND(signed,coin=trimmed,ISNUMBER(FIND(LEFT(bare&" "),"¥$£€"))),TRIM(MID(bare,2,99)),bare),'
        'power,XLF.POWER(plain),pair,ISNUMBER(XMATCH(RIGHT(plain,2),{"万亿","千万","百万","十万"})),'
        "unit,IF(power=0,0,IF(pair,2,1)),"
        "XLF.DIGITS(TRIM(LEFT(plain,LEN(plain)-unit)))*10^power*IF(minus,-1,1)*IF(bracket,-1,1)))",
    ),
    "XLF.READ": (
        Prose(
            'Text as a number: "1.2万", "7.5w~10w"; "-" for a marker of a missing value.',
            "文字读成数，如“1.2万”“7.5w~10w”；“--”之类得“-”；读不懂得 #VALUE!。",
        ),
        "LAMBDA(text,[pick],LET(plain,XLF.PLAIN(text),"
        'part,XMATCH(IF(ISOMITTED(pick),"middle",LOWER(TRIM(pick))),{"low","high","middle","低","高","中"}),'
        "IF(ISERROR(part),#VALUE!,"
        'IF(OR(plain={"-","--","---","/","\\","null","none","nan","na","n/a","#n/a","nil","无"}),"-",'
        'IF(ISERROR(FIND("~",plain)),XLF.ONE(plain),'
        'LET(first,TRIM(LEFT(plain,FIND("~",plain)-1)),second,TRIM(MID(plain,FIND("~",plain)+1,99)),'
        "high,XLF.ONE(second),power,XLF.POWER(second),alone,XLF.ONE(first),"
        "low,IF(AND(XLF.POWER(first)=0,alone<=high/10^power),alone*10^power,alone),"
        "IF(low>high,#VALUE!,CHOOSE(MOD(part,3)+1,(low+high)/2,low,high))))))))",
    ),
    "XLF.CELL": (
        Prose(
            "One cell as a number; blank as empty text.", "一个单元格读成数；空白得空文本，真假值得 #VALUE!。"
        ),
        'LAMBDA(v,IF(ISERROR(v),v,IF(ISLOGICAL(v),#VALUE!,IF(TRIM(v)="","",IF(ISNUMBER(v),v,XLF.READ(v))))))',
    ),
    "XLF.BOUND": (
        Prose(
            "A number read from a cell, #NUM! outside its bounds.",
            "读出的数超出范围得 #NUM!；缺失标记视情形保留。",
        ),
        'LAMBDA(n,low,high,gaps,IF(ISNUMBER(n),IF(OR(n<low,n>high),#NUM!,n),IF(n="-",IF(gaps,n,#VALUE!),n)))',
    ),
    "XLF.NUM": (
        Prose("Cells as numbers, #NUM! outside the bounds.", "单元格读成数，超出范围得 #NUM!。"),
        "LAMBDA(x,low,high,gaps,LET(size,ROWS(x)*COLUMNS(x),IF(size=1,XLF.BOUND(XLF.CELL(x),low,high,gaps),"
        "IF(AND(COUNT(x)=size,MIN(x)>=low,MAX(x)<=high),x,"
        "MAP(x,LAMBDA(v,XLF.BOUND(XLF.CELL(v),low,high,gaps)))))))",
    ),
    "XLF.TEXT": (
        Prose("Cells as texts.", "单元格读成文字。"),
        "LAMBDA(x,IF(ROWS(x)*COLUMNS(x)=1,TRIM(x),MAP(x,LAMBDA(v,TRIM(v)))))",
    ),
    "XLF.WORD": (
        Prose("Whether a column begins with a word: its heading.", "一列是否以文字（表头）开头。"),
        "LAMBDA(x,IF(ROWS(x)=1,FALSE,IFERROR(ERROR.TYPE(INDEX(x,1))=3,FALSE)))",
    ),
    "XLF.ERROR": (
        Prose("The first error of a range, or 0.", "区域里的第一个错误；没有得 0。"),
        "LAMBDA(x,SUM(MAP(x,LAMBDA(v,IF(ISERROR(v),v,0)))))",
    ),
    "XLF.GIVEN": (
        Prose("Whether an optional range holds anything.", "可选区域是否给出。"),
        'LAMBDA(x,IF(ROWS(x)*COLUMNS(x)>1,TRUE,SUM(IFERROR((x<>"")*1,1))>0))',
    ),
    "XLF.GAP": (
        Prose(
            "Largest relative difference of two tables; 0 where they agree.",
            "两个表的最大相对差；一致得 0，文字或错误不同得 1。",
        ),
        "LAMBDA(x,y,IF(OR(ROWS(x)<>ROWS(y),COLUMNS(x)<>COLUMNS(y)),1,MAX(MAP(x,y,LAMBDA(a,b,"
        "IF(OR(ISERROR(a),ISERROR(b)),IF(IFERROR(ERROR.TYPE(a),0)=IFERROR(ERROR.TYPE(b),0),0,1),"
        "IF(AND(ISNUMBER(a),ISNUMBER(b)),IF(a=b,0,ABS(a-b)/MAX(ABS(a),ABS(b))),IF(EXACT(a,b),0,1))))))))",
    ),
}
"""The names that the wrapping calls: what they do, and their LAMBDA as typed."""

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
_HUGE: Final = 9.99e307
"""Stands for a missing bound: about the largest number that a cell takes."""

_SHEET: Final = frozenset({"FILTER", "SORT"})
_TOKEN: Final = re.compile(
    r'"(?:[^"]|"")*"|#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|\[[A-Za-z_]\w*\]'
    r"|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_][\w.]*|<>|<=|>=|\s+|."
)
_WORD: Final = re.compile(r"[A-Za-z_]")


def stored(typed: str) -> str:
    """A formula as a file keeps it.

    Parameters
    ----------
    typed : str
        The formula as typed, without the equals sign and without references to cells.

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
        call = tokens[at + 1 : at + 2] == ["("]
        if token.startswith("[") and token[1:-1] in bound:
            out.append(f"_xlop.{token[1:-1]}")
        elif not _WORD.match(token) or token.upper() in ("TRUE", "FALSE"):
            out.append(token)
        elif token in bound:
            out.append(f"_xlpm.{token}")
        elif token in FUNCTIONS or token in HELPERS:
            out.append(token)
        elif not token.isupper():
            raise ValueError(f"{token!r} is no function and nothing that a LET or a LAMBDA binds: {typed}")
        elif not call:
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


def typed(function: Function) -> str:
    """The LAMBDA of a function as a person types it.

    Raises
    ------
    KeyError
        When no formula says it.
    """
    if function.formula is None:
        raise KeyError(f"{function.name} has no formula")
    wrap = _each if function.shape == "each" else _whole
    heads = ",".join(f"[{shown(p)}]" if p.optional else shown(p) for p in function.parameters)
    raw = {p.name: f"{p.name}_raw" if p.optional else shown(p) for p in function.parameters}
    lines = [
        *(
            (raw[p.name], f'IF(ISOMITTED({shown(p)}),"",{shown(p)})')
            for p in function.parameters
            if p.optional
        ),
        ("its_last", f"MAX({_list(f'XLF.LAST({x})' for x in raw.values())})"),
        *((f"{p.name}_in", f"XLF.USED({raw[p.name]},its_last)") for p in function.parameters),
    ]
    body = wrap(function, function.formula)
    return f"LAMBDA({heads},LET({_list(f'{name},{value}' for name, value in lines)},{body}))"


def shown(parameter: Parameter) -> str:
    """A parameter's name in the LAMBDA: one that is a function's name too gets an underscore.

    Not every engine lets a LAMBDA's own names hide those of the workbook.
    """
    return f"{parameter.name}_" if parameter.name.upper() in FUNCTIONS else parameter.name


def _list(parts: Iterator[str] | Sequence[str]) -> str:
    return ",".join(parts)


def _each(function: Function, formula: str) -> str:
    """Row by row over the common shape: errors first, then blanks, then the formula."""
    ps = function.parameters
    rows, columns = (f"HSTACK({_list(f'{f}({p.name}_in)' for p in ps)})" for f in ("ROWS", "COLUMNS"))
    read = [f"IF(its_grid,{_read(p, f'{p.name}_in', gaps=False)})" for p in ps]
    required = "&".join(f"{p.name}_at" for p in ps if not p.optional)
    everything = "&".join(f"{p.name}_at" for p in ps)
    blank = "its_text" if required == everything else required
    values = _list(f"{p.name}_is,{_value(p, f'{p.name}_at')}" for p in ps)
    said = renamed(
        formula, {p.name: f"{p.name}_is" for p in ps}, {p.name: f'({p.name}_at="")' for p in ps if p.optional}
    )
    return (
        f"LET(its_grid,XLF.GRID({rows},{columns}),MAP({_list(read)},LAMBDA({_list(f'{p.name}_at' for p in ps)},"
        f"LET(its_text,{everything},IF(ISERROR(its_text),its_text,"
        f'IF({blank}="","",LET({values},{said})))))))'
    )


def _whole(function: Function, formula: str) -> str:
    """Columns at once: sizes, a heading row passed over, the first error, blanks, then the formula."""
    ps = function.parameters
    columns = [p for p in ps if p.column]
    read, values, sizes, errors, blanks = [], [], [], [], []
    for p in ps:
        at, is_in = f"{p.name}_all", f"{p.name}_in"
        if p.column and p.optional:
            values.append(f"{p.name}_on,XLF.GIVEN({is_in})")
            read.append(f'{at},IF(XLF.GIVEN({is_in}),TOCOL({_read(p, is_in, gaps=True)}),"")')
            sizes.append(f"IF(XLF.GIVEN({is_in}),ROWS({at}),ROWS({columns[0].name}_all))")
        elif p.column:
            read.append(f"{at},TOCOL({_read(p, is_in, gaps=True)})")
            sizes.append(f"ROWS({at})")
        else:
            read.append(
                f"{at},IF(ROWS({is_in})*COLUMNS({is_in})=1,INDEX(HSTACK({_read(p, is_in, gaps=False)}),1),#VALUE!)"
            )
    first = columns[0].name if columns else ""
    numeric = [p for p in columns if p.kind.reads == "number"]
    head = [_unless_omitted(p, f"XLF.WORD({p.name}_all)", "TRUE") for p in numeric]
    read.append(f"its_head,{f'AND({_list(head)})*1' if head else '0'}")
    for p in ps:
        if p.column:
            cells = f"{p.name}_cells"
            read.append(f"{cells},{_unless_omitted(p, f'DROP({p.name}_all,its_head)', chr(34) * 2)}")
            values.append(f"{p.name}_is,{cells}")
        else:
            cells = f"{p.name}_all"
            values.append(f"{p.name}_is,{_value(p, cells)}")
        errors.append(f"XLF.ERROR({cells})")
        if not p.optional:
            blanks.append(f'SUM(({cells}<>"")*1)' if p.column else f'({cells}<>"")')
    said = renamed(
        formula,
        {p.name: f"{p.name}_is" for p in ps},
        {p.name: f"NOT({p.name}_on)" if p.column else f'({p.name}_all="")' for p in ps if p.optional},
    )
    answer = (
        f"LET(its_text,{'&'.join(errors)},IF(ISERROR(its_text),its_text,"
        f'IF({"+".join(blanks)}=0,"",LET({_list(values)},{said}))))'
    )
    if len(columns) > 1:
        wrong = _list(f"{size}<>ROWS({first}_all)" for size in sizes[1:])
        answer = f"IF(OR({wrong}),#VALUE!,{answer})"
    return f"LET({_list(read)},{answer})"


def _unless_omitted(p: Parameter, value: str, otherwise: str) -> str:
    return f"IF(XLF.GIVEN({p.name}_in),{value},{otherwise})" if p.optional else value


def _read(p: Parameter, cells: str, *, gaps: bool) -> str:
    """Cells as the kind reads them; with `gaps` a marker of a missing value stays, else it is an error."""
    if p.kind.reads == "text":
        return f"XLF.TEXT({cells})"
    low, high = (_number(max(min(bound, _HUGE), -_HUGE)) for bound in (p.kind.low, p.kind.high))
    return f"XLF.NUM({cells},{low},{high},{str(gaps).upper()})"


def _value(p: Parameter, cell: str) -> str:
    """One read cell as the formula sees it: blank is the default, else 0."""
    if p.kind.reads == "text" and not p.default:
        return cell
    if not p.default:
        return f"N({cell})"
    default = f'"{p.default}"' if isinstance(p.default, str) else _number(p.default)
    return f'IF({cell}="",{default},{cell})'


def _number(value: float) -> str:
    """A number as a formula writes it."""
    whole = value == int(value) and abs(value) < 1e15
    return f"{value:.0f}" if whole else repr(float(value)).upper()


def tooltip(prose: Prose, *, before: str = "") -> str:
    """A comment of at most 255 characters: Chinese, then English as far as it fits whole."""
    chinese = f"{before}{prose.zh}"
    both = f"{chinese} {prose.en}"
    return both if len(both) <= TOOLTIP else chinese[:TOOLTIP]


@cache
def definitions() -> tuple[Definition, ...]:
    """Every name of the workbook that holds a LAMBDA: the helpers, then the functions in their order.

    Raises
    ------
    ValueError
        When a definition is longer than a file keeps, or a word in it is unknown.
    """
    found = [_definition(name, text, tooltip(prose)) for name, (prose, text) in HELPERS.items()]
    for function in expressible():
        comment = tooltip(function.doc.summary, before=f"{function.syntax} ")
        found.append(_definition(function.name, typed(function), comment))
    return tuple(found)


def expressible() -> list[Function]:
    """The functions that a formula can say, in the order of the catalogue."""
    return [function for function in FUNCTIONS.values() if function.formula is not None]


def _definition(name: str, text: str, comment: str) -> Definition:
    refers_to = stored(text)
    if len(refers_to) > LONGEST:
        raise ValueError(f"{name}: a definition of {len(refers_to)} characters, {LONGEST} is the limit")
    return Definition(name, text, refers_to, comment)
