"""Cells: what people and platforms write into them, read as numbers and dates."""

from __future__ import annotations

import math
import re
from typing import Annotated, Final

import numpy as np

from xl_fact.core import dates, numbers
from xl_fact.core.channels import array_of
from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import BLANK_NAN, VALUE_NAN
from xl_fact.core.kinds import Date, Number, Text
from xl_fact.core.vocabulary import ORDERS, RANGES

FAMILY: Final = "Cells"


@spreadsheet_function(
    family=FAMILY,
    zh="中文数字",
    formula="XLF.READ(text,range_as)",
)
def cn_number(text: Text, range_as: Annotated[Text, RANGES] = "middle") -> Number:
    """The number that a text of the trade stands for: "1.2万", "￥3,000", "12.5%", "7.5w~10w".

    把行业里的写法读成数：“1.2万”“￥3,000”“12.5%”“7.5w~10w”。

    Parameters
    ----------
    text : text
        What the export wrote; full-width digits, 万, 亿, w, k, currency signs, per cent and (123) for -123 are read.
        导出里的文字：全角数字、万、亿、w、k、货币符号、百分号；(123) 即 −123。
    range_as : text, optional
        Which number a range stands for: "low", "middle" (our default) or "high".
        区间取哪个数："low" 低值、"middle" 中值（默认，由本工具选定）、"high" 高值。

    Returns
    -------
    number
        Per cent as a decimal; blank for "--" and its like; #VALUE! for any other text.
        百分数读成小数；“--”之类得空白；其他文字得 #VALUE!。

    Warnings
    --------
    A comma before three digits parts thousands; a lone comma before any other count of digits is a decimal sign, as
    abroad: "1,234" is 1234, "12,34" is 12.34. A sign within brackets, "(-123)", could mean either and is #VALUE!.
    逗号后正好三位数字是千分位；单个逗号后不是三位的，按国外写法作小数点：“1,234”是 1234，“12,34”是 12.34。
    括号里又带正负号的“(-123)”说不清正负，得 #VALUE!。

    Examples
    --------
    >>> cn_number("1.2万")
    12000.0
    >>> cn_number("￥3,000")
    3000.0
    >>> cn_number("12.5%")
    0.125
    >>> cn_number("7.5w~10w")
    87500.0
    >>> cn_number("7.5w~10w", "low")
    75000.0
    """
    return np.asarray(_read_each(text, range_as), dtype=np.float64)


def _read(text: str, range_as: str) -> float:
    try:
        number = numbers.parse(text, _AS[RANGES.key(range_as)])
    except (ValueError, KeyError):
        return VALUE_NAN
    return BLANK_NAN if math.isnan(number) else number


_AS: Final[dict[str | None, numbers.RangeAs]] = {"low": "low", "middle": "middle", "high": "high"}
_read_each = np.frompyfunc(_read, 2, 1)


_SPACES: Final = "{" + ",".join(str(ord(sign)) for sign in numbers.SPACE if sign not in " \u200b\ufeff") + "}"
_DATE_FORMULA: Final = (
    # half-width, upper case, nothing around it
    f'LET(spaced_out,REDUCE(text,{_SPACES},LAMBDA(done,code,SUBSTITUTE(done,UNICHAR(code)," "))),'
    'bared,REDUCE(spaced_out,{8203,65279,39,96},LAMBDA(done,code,SUBSTITUTE(done,UNICHAR(code),""))),'
    "plain,UPPER(TRIM(REDUCE(bared,SEQUENCE(94),"
    "LAMBDA(done,place,SUBSTITUTE(done,UNICHAR(65280+place),UNICHAR(32+place)))))),"
    f"missing,{array_of(tuple(sorted(numbers.MISSING - {''})))},"
    "digits,LAMBDA(part,(LEN(part)>0)*"
    '(LEN(part)=SUM(LEN(part)-LEN(SUBSTITUTE(part,{"0","1","2","3","4","5","6","7","8","9"},""))))),'
    # of a span its start, of a month its first day
    'spanned,SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(plain,"至","~")," - ","~"),"到","~"),'
    'opening,TRIM(LEFT(spanned,FIND("~",spanned&"~")-1)),'
    'head_part,LEFT(opening,FIND("-",opening&"-")-1),tail_part,MID(spanned,LEN(head_part)+2,99),'
    'signed,LAMBDA(part,SUM((LEN(part)-LEN(SUBSTITUTE(part,{"/",".","月"},"")))*1)>0),'
    'bare_head,REDUCE(head_part,{"/",".","年","月","日","号"},LAMBDA(done,sign,SUBSTITUTE(done,sign,""))),'
    "reached,IF((LEN(bare_head)<LEN(head_part))*digits(bare_head)*signed(tail_part),head_part,opening),"
    'month_only,(RIGHT(reached)="月")*(MID(reached,5,1)="年")*(LEN(reached)<9),'
    'start,IF(month_only,reached&"1日",IF((LEN(opening)=17)*(MID(opening,9,1)="-")*digits(LEFT(opening,8)),LEFT(opening,8),reached)),'
    # one sign between day, month and year, one between hours, minutes and seconds
    'signs,REDUCE(SUBSTITUTE(SUBSTITUTE(start,"年 ","年"),"月 ","月"),SEQUENCE(10),'
    'LAMBDA(done,place,SUBSTITUTE(done,MID("年月日号时点分秒TZ",place,1),'
    'MID("--  ::: ~ ",place,1)))),'
    'spaced,TRIM(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(signs,"~"," "),"上午",""),"下午","")),'
    'whole,LEFT(spaced,FIND(" ",spaced&" ")-1),after,TRIM(MID(spaced,LEN(whole)+1,99)),'
    "long,(LEN(whole)=14)*(LEN(after)=0)*digits(whole),"
    'day_text,SUBSTITUTE(SUBSTITUTE(IF(long,LEFT(whole,8),whole),"/","-"),".","-"),'
    "parts,IF((LEN(day_text)=8)*digits(day_text),"
    'HSTACK(LEFT(day_text,4),MID(day_text,5,2),RIGHT(day_text,2)),TEXTSPLIT(day_text,"-")),'
    "one,INDEX(parts,1,1),two,INDEX(parts,1,2),three,INDEX(parts,1,3),"
    "first_year,LEN(one)=4,"
    'said,IF(order="",0,XMATCH(XLF.NAME(order),{"dmy","日月年","mdy","月日年"})),'
    "shape,(COLUMNS(parts)=3)*digits(one)*digits(two)*digits(three)*(LEN(two)<3)*"
    "(LEN(IF(first_year,three,one))<3)*(LEN(IF(first_year,one,three))=4),"
    "day_first,IF(said>0,said<3,IF((one*1<>two*1)*(one*1<13)*(two*1<13),#VALUE!,one*1>12)),"
    "a_year,IF(first_year,one,three)*1,a_month,IF(first_year,two,IF(day_first,two,one))*1,"
    "a_day,IF(first_year,three,IF(day_first,one,two))*1,"
    "dated,DATE(a_year,a_month,a_day),"
    'sound,shape*ISERROR(FIND(LEFT(start),"TZ"))*(RIGHT(start)<>"T")*((RIGHT(start)<>"Z")+(LEN(after)>0)>0)*(a_year>=1900)*(MONTH(dated)=a_month)*(DAY(dated)=a_day)*(dated>60),'
    # the time of day
    'clock,IF(long,MID(whole,9,2)&":"&MID(whole,11,2)&":"&RIGHT(whole,2),'
    'IF(ISERROR(FIND(":",after)),SUBSTITUTE(after,"-",":"),LEFT(after,FIND("-",after&"-")-1))),'
    'local,TRIM(LEFT(clock,FIND("+",clock&"+")-1)),'
    'signed_zone,SUBSTITUTE(after,"-","+"),zone,MID(signed_zone,FIND("+",signed_zone&"+")+1,99),'
    'zoned,IF((LEN(local)=LEN(clock))*(ISERROR(FIND("-",after))+ISERROR(FIND(":",after))>0),1,'
    '(LEN(zone)=4)*digits(zone)+(LEN(zone)=5)*(MID(zone,3,1)=":")*digits(SUBSTITUTE(zone,":",""))),'
    'half,IF(ISERROR(FIND("下午",signs)),IF(ISERROR(FIND("上午",signs)),'
    'IF((RIGHT(local,2)="AM")+(RIGHT(local,2)="PM"),RIGHT(local,2),""),"AM"),"PM"),'
    'bare,TRIM(IF((RIGHT(local,2)="AM")+(RIGHT(local,2)="PM"),LEFT(local,LEN(local)-2),local)),'
    'told,IF(RIGHT(bare)=":",LEFT(bare,LEN(bare)-1),bare),'
    'times,TEXTSPLIT(told&IF(LEN(told)-LEN(SUBSTITUTE(told,":",""))=1,":0",""),":"),'
    "hours,INDEX(times,1,1),minutes,INDEX(times,1,2),seconds,INDEX(times,1,3),"
    'timely,zoned*(COLUMNS(times)=3)*digits(hours)*digits(minutes)*digits(SUBSTITUTE(seconds,".",""))*'
    '(LEN(hours)<3)*(LEN(minutes)<3)*(FIND(".",seconds&".")<4)*(hours*1<24)*(minutes*1<60)*(NUMBERVALUE(seconds,".",",")<60)*'
    '((half="")+(hours*1>0)*(hours*1<13)>0),'
    'hour_of_day,IF(half="",hours*1,MOD(hours*1,12)+IF(half="PM",12,0)),'
    "time_of_day,IF(LEN(told)=0,IF(LEN(after)=0,0,#VALUE!),IF(timely,"
    '(hour_of_day*3600+minutes*60+NUMBERVALUE(seconds,".",","))/86400,#VALUE!)),'
    # five digits are a serial already
    'IFERROR(IF(ISERROR(said),#VALUE!,IF(SUM((plain=missing)*1),"",IF((FIND(".",start&".")=6)*digits(SUBSTITUTE(start,".","",1))*(RIGHT(start)<>"."),'
    'NUMBERVALUE(start,".",","),IF(sound,dated+time_of_day,#VALUE!)))),#VALUE!))'
)


@spreadsheet_function(family=FAMILY, zh="中文日期", formula=_DATE_FORMULA)
def cn_date(text: Text, order: Annotated[Text, ORDERS] = "") -> Date:
    """The date that a text of the trade stands for, as the spreadsheet's serial number.

    把行业里的日期写法读成日期序列值：“20260630”“2026年6月30日”“2026/07/22 11:00:21”。

    Parameters
    ----------
    text : text
        What the export wrote: year first in any shape, a span (its start), "2026年6月" (its first day; no other month
        alone is read), or a serial already: five digits.
        导出里的文字：年在前的各种写法、起止时间（取起点）、“2026年6月”（取 1 日），或本来就是日期序列值（五位数）。
    order : text, optional
        How dates with the year last are meant: "dmy" or "mdy"; left out, only those that can mean one day.
        年在后的日期怎么读："dmy" 日月年、"mdy" 月日年；不填时只读没有歧义的，由本工具选定。

    Returns
    -------
    date
        A serial, its fraction the time of day; blank for "--" and its like; #VALUE! for any other text.
        日期序列值，小数部分是时刻；“--”之类得空白；其他文字得 #VALUE!。

    Warnings
    --------
    "6月30日" has no year and "03/01/2026" may be two days: both give #VALUE!, never a guess.
    “6月30日”没有年份，“03/01/2026”可能是两天：都得 #VALUE!，不猜。

    Notes
    -----
    Dates before 1900-03-01 and numbers of other than five digits before the point (59, 2958465) are #VALUE!.
    1900-03-01 之前的日期，以及整数部分不是五位的数（59、2958465），都得 #VALUE!。

    Format the cell as a date, such as yyyy-mm-dd, to see one. A zone written behind the time is not applied.
    单元格设成日期格式（如 yyyy-mm-dd）即可看到日期；时刻后的时区不换算，按所写的钟点。

    Examples
    --------
    >>> cn_date("20260630")
    46203.0
    >>> cn_date("2026年6月30日")
    46203.0
    >>> cn_date("2025-09-08 12-00-00~2025-09-08 19-00-46")
    45908.5
    >>> cn_date("30/06/2026")
    46203.0
    >>> cn_date("03/01/2026", "mdy")
    46082.0
    """
    return np.asarray(_read_date_each(text, order), dtype=np.float64)


def _read_date(text: str, order: str) -> float:
    if numbers.is_missing(text):
        return BLANK_NAN
    said = ORDERS.key(order) if order else ""
    if said is None:
        return VALUE_NAN
    try:
        plain = dates.plain(text)
        if numbers.is_missing(plain):
            return BLANK_NAN
        if span := _SPAN.fullmatch(plain):
            plain = span[1]
        return dates.serial_of(f"{plain}1日" if _MONTH.fullmatch(plain) else plain, said)
    except ValueError:
        return VALUE_NAN


_SPAN: Final = re.compile(r"([0-9]+[./年][0-9./年月日号]+)-.*[./月].*", re.DOTALL)
"""Two days with a dash between them; of "~", "至" and " - " the reading of dates knows itself."""
_MONTH: Final = re.compile(r"\d{4}年\d{1,2}月")


_read_date_each = np.frompyfunc(_read_date, 2, 1)
