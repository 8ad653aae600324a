"""Headings as they mean, not as they are typed: width, case, spaces, brackets and currency aside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from xl_fact.texts import folded

CURRENCIES = {
    "元": "CNY", "¥": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "$": "USD", "us$": "USD", "usd": "USD",
    "₫": "VND", "đ": "VND", "vnd": "VND", "rp": "IDR", "idr": "IDR", "rm": "MYR", "myr": "MYR", "฿": "THB",
    "thb": "THB", "₱": "PHP", "php": "PHP", "s$": "SGD", "sgd": "SGD", "£": "GBP", "gbp": "GBP", "€": "EUR",
    "eur": "EUR", "r$": "BRL", "brl": "BRL", "mxn": "MXN", "円": "JPY", "jpy": "JPY",
}  # fmt: skip
"""How a currency is written in a heading or before a figure, and its ISO code."""

ISO = frozenset(
    "CNY USD HKD TWD MOP JPY KRW SGD MYR THB VND IDR PHP EUR GBP BRL MXN AUD NZD CAD INR AED SAR TRY RUB PLN CZK SEK NOK "
    "DKK CHF ZAR CLP COP PEN ARS ILS EGP NGN KES PKR BDT LKR KHR LAK MMK UAH HUF RON QAR KWD BHD OMR JOD MAD KZT UZS GEL "
    "BGN NPR MNT BND UYU GHS".split()
)
"""Currencies that people sell in; ALL and TOP, which are words, are none of them."""

MANY = {
    "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "w": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8,
    "億": 1e8, "k": 1e3, "thousand": 1e3, "thousands": 1e3, "'000": 1e3, "000": 1e3, "000s": 1e3, "m": 1e6, "mn": 1e6,
    "million": 1e6, "millions": 1e6, "bn": 1e9, "billion": 1e9, "ribu": 1e3, "juta": 1e6, "triệu": 1e6, "tỷ": 1e9,
}  # fmt: skip
"""How a heading says that its figures are so many times larger than they look."""

CENTS = {"分": 1e-2, "角": 1e-1, "cent": 1e-2, "cents": 1e-2}
"""How the heading of an amount of money says that its figures are hundredths or tenths."""

_MONEY = {
    **CURRENCIES, "美元": "USD", "美金": "USD", "港币": "HKD", "港元": "HKD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY",
    "越南盾": "VND", "泰铢": "THB", "印尼盾": "IDR", "马币": "MYR", "新币": "SGD", "比索": "PHP", "圆": "CNY", "块": "CNY",
    "人民币元": "CNY", "บาท": "THB", "baht": "THB", "đồng": "VND", "rupiah": "IDR", "ringgit": "MYR",
    "台币": "TWD", "新台币": "TWD", "ntd": "TWD", "twd": "TWD", "nt$": "TWD", "hkd": "HKD", "hk$": "HKD",
}  # fmt: skip
_NAMES = {
    **_MONEY, "yuan": "CNY", "chineseyuan": "CNY", "renminbi": "CNY", "dollar": "USD", "dollars": "USD", "usdollar": "USD",
    "usdollars": "USD", "hkdollar": "HKD", "hkdollars": "HKD", "hongkongdollar": "HKD", "hongkongdollars": "HKD",
    "euro": "EUR", "euros": "EUR", "yen": "JPY",
}  # fmt: skip
"""What a currency is called where a text says nothing else."""
_AMOUNTS = {**MANY, **CENTS}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_IN = rf"(?:单位:?|unit:?|in)?(?P<mark>{_any_of(_MONEY)})?(?P<many>{_any_of(_AMOUNTS)})?(?P<money>{_any_of(_MONEY)})?"
_HANZI = {word for word, times in MANY.items() if times >= MANY["百"] and word[0] >= "\u4e00"}
_NO_COUNT = r"(?<![\d.一二三四五六七八九十百千万亿两几数破满超过每近约以])"
"""What stands before "万元" makes it an amount, and no unit: "破百万元", "每千元"."""
_SUFFIX = re.compile(
    rf"\({_IN}\)$|_(?P<code>usd|cny|rmb|vnd|idr|myr|thb|php|sgd|gbp|eur)$"
    rf"|[_\-/·:]?{_NO_COUNT}(?P<large>{_any_of(_HANZI)})(?P<coin>元|{_any_of(w for w in _MONEY if len(w) > 1)})$"
)
_SAID = re.compile(
    rf"(?:(?:金额)?单位|unit|currency)(?:均)?[:=为是]?\(?(?P<mark>{_any_of(_MONEY)})?(?P<many>{_any_of(_AMOUNTS)})?(?P<money>{_any_of(_MONEY)})?\)?"
    r"(?![\w])"
)
_NOTED = re.compile(
    r"\(?(?:\*|\d[.、])?(?:(?:注意?|备注|说明|note)\d?:?)?(?:本表|本页|表中|表内|以上|上述)?(?:所有|全部|各项)?"
    r"(?:金额|数据|数值|货币)?的?(?:均|的)?(?:计量|货币)?(?:单位|unit|currency)(?:均|都)?[:=为是以]?"
    rf"\(?(?P<mark>{_any_of(_MONEY)})?(?P<many>{_any_of(_AMOUNTS)})?(?P<money>{_any_of(_MONEY)})?\)*[计。.!]*"
)
_BESIDE = re.compile(r"[^:]+:[^:]+|[^:]*\d[^:]*")
"""What a note may say beside the unit: who made the table, of which days."""
_OF = "目标|预算|计划|预计|预估|任务|大盘|行业|市场|竞品|余额|kpi|goal|target|budget|plan|market"
_ELSEWHERE = re.compile(rf"{_OF}|其余|其他|除|另")
_OTHER = re.compile(_OF)
"""What a unit is of, when it isn't of the figures of a table: "目标单位：万元"."""
_LARGE = {word for word, times in MANY.items() if times >= MANY["千"]}
_NAMED = re.compile(
    rf"(?:(?:金额)?单位[:=为是]?|[(_\-·.])(?P<mark>{_any_of(_MONEY)})?(?P<many>{_any_of(_LARGE - set('wkm') - {'000'})})"
    rf"(?P<money>{_any_of(set(_MONEY) - {'$'})})(?![\w])"
)
_HINTED = re.compile(
    rf"{_NO_COUNT}(?:(?P<mark>{_any_of(_MONEY)})(?P<first>{_any_of(MANY)})|(?<![a-z])(?P<many>{_any_of(MANY)})(?P<money>{_any_of(_MONEY)}))\)?$"
    rf"|(?:[(_\-·]|单位:?)(?P<bare>{_any_of(_HANZI | {'k', 'mn', 'million', 'thousand', 'thousands'})})\)?$|\((?P<letter>[wm])\)$"
)
"""What at the end of a name may be the unit of what it names."""
_CLAUSES = re.compile(r"[\s，,；;。|]+")
_LABEL = re.compile(r"\(?(?:注意?|备注|说明|note):?")
_UNIT = re.compile(rf"\(?{_IN}(?P<thing>[次人单件个条])?\)?")
_BETWEEN = re.compile(r"[\s()（）【】\[\]/／|,，、_\-—–·:：]+")
"""What stands between two names of a currency."""
_SAME = str.maketrans(
    {
        "【": "(",
        "】": ")",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
        "—": "-",
        "–": "-",
        "−": "-",
        "‐": "-",
        "帐": "账",
    }
)


def split(heading: str) -> tuple[str, str]:
    """A heading in its normal form, and the currency it ends with.

    Examples
    --------
    >>> split("  GMV（视频） ($)")
    ('gmv(视频)', 'USD')
    >>> split("消耗（元）"), split("spend_usd"), split("点击率(%)"), split("成交金额（万元）")
    (('消耗', 'CNY'), ('spend', 'USD'), ('点击率(%)', ''), ('成交金额', 'CNY'))
    >>> split("成交金额_千元"), split("满百元"), split("万元")
    (('成交金额', 'CNY'), ('满百元', ''), ('万元', ''))
    """
    plain, found = _parted(heading)
    return plain, "" if found is None else _currency(found)


def currency_of(word: str) -> str:
    """The code of a currency by any of its names; "" where it is none of these.

    Examples
    --------
    >>> currency_of("人民币"), currency_of("美元"), currency_of("Rp"), currency_of("aud"), currency_of("豆")
    ('CNY', 'USD', 'IDR', 'AUD', '')
    >>> currency_of("CNY(元)"), currency_of("人民币（元）"), currency_of("Yuan"), currency_of("US dollars"), currency_of("all")
    ('CNY', 'CNY', 'CNY', 'USD', '')
    >>> currency_of("美元/人民币"), currency_of("人民币（万元）")
    ('', '')
    """
    if code := _code(folded(word)):
        return code
    codes = {_code(folded(part)) for part in _BETWEEN.split(word) if part}
    return codes.pop() if len(codes) == 1 else ""


def _code(name: str) -> str:
    """The code of a currency by one of its names, or the code itself."""
    return _NAMES.get(name, "") or (name.upper() if name.upper() in ISO else "")


def unit(heading: str, money: bool) -> float:
    """By what the figures below a heading are to be multiplied.

    Parameters
    ----------
    heading : str
    money : bool
        Whether they are amounts of money, of which 分 are hundredths; of a time they would be minutes.

    Examples
    --------
    >>> unit("成交金额（万元）", True), unit("佣金(分)", True), unit("时长(分)", False), unit("GMV (US$ k)", True)
    (10000.0, 0.01, 1.0, 1000.0)
    """
    found = _parted(heading)[1]
    return 1.0 if found is None else _times(found, money)


def says_unit(heading: str) -> bool:
    """Whether a heading ends with a unit or a currency.

    Examples
    --------
    >>> says_unit("消耗(万元)"), says_unit("GMV（视频）")
    (True, False)
    """
    return _parted(heading)[1] is not None


def unit_said(title: str) -> tuple[float, str]:
    """By what amounts of money are to be multiplied, and their currency, as a line above a table says it.

    Examples
    --------
    >>> unit_said("店铺月报  单位：万元"), unit_said("单位：元"), unit_said("事业单位")
    ((10000.0, 'CNY'), (1.0, 'CNY'), (1.0, ''))
    """
    for found in _SAID.finditer(folded(title).translate(_SAME)):
        if found["mark"] or found["money"] or found["many"] in CENTS:
            return _times(found, True), _currency(found)
    return 1.0, ""


def unit_named(name: str) -> tuple[float, str]:
    """By what amounts of money are to be multiplied, and their currency, as the name of a sheet or a file says it.

    Examples
    --------
    >>> unit_named("日报(万元)"), unit_named("日报_202606_单位万元"), unit_named("预算100万元"), unit_named("日报")
    ((10000.0, 'CNY'), (10000.0, 'CNY'), (1.0, ''), (1.0, ''))
    >>> unit_named("目标(万元)"), unit_named("日报-百元")
    ((1.0, ''), (1.0, ''))
    """
    plain = folded(name).translate(_SAME)
    found = None if _ELSEWHERE.search(plain) else _NAMED.search(plain)
    return (1.0, "") if found is None else (_times(found, True), _currency(found))


def unit_hinted(name: str) -> tuple[float, bool]:
    """The unit that the end of a name may mean, and whether it is plainly one of money; (1, False) where there is none.

    Examples
    --------
    >>> unit_hinted("日报-百元"), unit_hinted("日报万元"), unit_hinted("日报(K)"), unit_hinted("单位：万")
    ((100.0, True), (10000.0, True), (1000.0, False), (10000.0, True))
    >>> unit_hinted("冲刺破百万元"), unit_hinted("预算100万元"), unit_hinted("目标(万元)"), unit_hinted("week")
    ((1.0, False), (1.0, False), (1.0, False), (1.0, False))
    """
    plain = folded(name).translate(_SAME)
    found = None if _ELSEWHERE.search(plain) else _HINTED.search(plain)
    if found is None:
        return 1.0, False
    word = found["many"] or found["first"]
    return MANY[word or found["bare"] or found["letter"]], word is not None or "单位" in plain


def unit_noted(note: str) -> tuple[float, str]:
    """By what amounts of money are to be multiplied, and their currency, as a note says that says it of the whole table.

    Examples
    --------
    >>> unit_noted("注：金额单位为万元"), unit_noted("制表：小王 单位：万元"), unit_noted("以上金额单位：元")
    ((10000.0, 'CNY'), (10000.0, 'CNY'), (1.0, 'CNY'))
    >>> unit_noted("品牌预算单位：万元"), unit_noted("金额单位为万元，其余为元"), unit_noted("目标 单位：万元")
    ((1.0, ''), (1.0, ''), (1.0, ''))
    """
    clauses = [folded(clause).translate(_SAME) for clause in _CLAUSES.split(note)]
    said = [found for clause in clauses if (found := _NOTED.fullmatch(clause))]
    beside = [clause for clause in clauses if clause and not _NOTED.fullmatch(clause)]
    label = beside[:1] if clauses and _LABEL.fullmatch(clauses[0]) else []
    if len(said) != 1 or any(
        not _BESIDE.fullmatch(clause) or _ELSEWHERE.search(clause) or "单位" in clause or "元" in clause
        for clause in beside[len(label) :]
    ):
        return 1.0, ""
    if said[0]["mark"] or said[0]["money"] or said[0]["many"] in CENTS:
        return _times(said[0], True), _currency(said[0])
    return 1.0, ""


def unit_unclear(note: str) -> float:
    """The unit that a note speaks of without saying that it is that of the table, or of what else; 1 where it doesn't.

    Examples
    --------
    >>> unit_unclear("销售额单位：万元"), unit_unclear("预算单位：万元"), unit_unclear("注：金额单位为万元")
    (10000.0, 1.0, 1.0)
    """
    if unit_noted(note)[0] != 1 or _OTHER.search(folded(note)):
        return 1.0
    return unit_said(note)[0]


def unit_of(word: str) -> str:
    """A unit of amounts as a heading would say it in its brackets; "" for what is none.

    Examples
    --------
    >>> unit_of("万元"), unit_of("(千元)"), unit_of("万次"), unit_of("2026"), unit_of("甲店")
    ('万元', '千元', '万', '', '')
    """
    found = _UNIT.fullmatch(folded(word).translate(_SAME))
    told = "" if found is None else "".join(found[name] or "" for name in ("mark", "many", "money"))
    return "" if told.isdigit() else told


def unit_shown(text: str) -> tuple[float, str]:
    """The unit and the currency of a text behind a figure; (1, "") for what is neither.

    Examples
    --------
    >>> unit_shown("万元"), unit_shown(" K"), unit_shown("元"), unit_shown("单"), unit_shown("分")
    ((10000.0, 'CNY'), (1000.0, ''), (1.0, 'CNY'), (1.0, ''), (1.0, ''))
    """
    found = _UNIT.fullmatch(folded(text).translate(_SAME))
    return (1.0, "") if found is None else (_times(found, False), _currency(found))


def same_unit(one: str, other: str) -> bool:
    """Whether two words say the same unit of money, the one perhaps without its currency.

    Examples
    --------
    >>> same_unit("元", "RMB"), same_unit("万元", "万"), same_unit("元", "（元）"), same_unit("元", "万元"), same_unit("元", "$")
    (True, True, True, False, False)
    """
    found = [_UNIT.fullmatch(folded(word).translate(_SAME)) for word in (one, other)]
    mine, its = found
    if mine is None or its is None or (mine["thing"] or "") != (its["thing"] or ""):
        return False
    currencies = {_MONEY[word] for f in (mine, its) if (word := f["money"] or f["mark"])}
    return _times(mine, True) == _times(its, True) and len(currencies) < len(found)


@lru_cache(maxsize=4096)
def _parted(heading: str) -> tuple[str, re.Match[str] | None]:
    """A heading in its normal form, and what is said of its unit."""
    plain = folded(heading).translate(_SAME)
    match = _SUFFIX.search(plain)
    if match is None or match.start() == 0 or plain.endswith("()"):
        return plain, None
    if match["many"] == "m" and not (match["mark"] or match["money"]):  # metres, or minutes
        return plain, None
    return plain[: match.start()], match


def _currency(found: re.Match[str]) -> str:
    """The currency that is said."""
    told = found.groupdict()
    return _MONEY.get(told.get("code") or told.get("coin") or told["money"] or told["mark"] or "", "")


def _times(found: re.Match[str], money: bool) -> float:
    """The unit that is said."""
    word = found["many"] or found.groupdict().get("large") or ""
    return MANY[word] if word in MANY else CENTS[word] if money and word in CENTS else 1.0


def normal(heading: str) -> str:
    """A heading in its normal form.

    Examples
    --------
    >>> normal("Affiliate items sold ") == normal("affiliate Items Sold")
    True
    """
    return split(heading)[0]


def numbered(headings: Iterable[str]) -> list[str]:
    """Normal forms of a whole row; a heading that comes again is told apart by ``#2``, ``#3``.

    Examples
    --------
    >>> numbered(["Cost", "Gross revenue", "Gross Revenue "])
    ['cost', 'grossrevenue', 'grossrevenue#2']
    """
    seen: dict[str, int] = {}
    names = []
    for heading in headings:
        name = normal(heading)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 or not name else f"{name}#{seen[name]}")
    return names
