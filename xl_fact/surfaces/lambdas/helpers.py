"""The few names that every LAMBDA of ours calls: how cells are read, bounded and compared, in formulas.

They go into the workbook beside the functions, all beginning with ``XLF.``; what they read is what
`xl_fact.core.numbers` reads, as far as a formula can.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xl_fact.core.numbers import MISSING
from xl_fact.core.vocabulary import LANGUAGES, NO_CAMPAIGN, TOTAL_ENDINGS, TOTALS, normalised
from xl_fact.words import Words


def _array(words: Iterable[str]) -> str:
    """Words as an array constant in a row, each once."""
    return "{" + ",".join(f'"{word}"' for word in dict.fromkeys(words)) + "}"


_COINS: Final = (
    "us$",
    "hk$",
    "nt$",
    "s$",
    "r$",
    "rmb",
    "cny",
    "usd",
    "myr",
    "thb",
    "php",
    "sgd",
    "gbp",
    "eur",
    "hkd",
    "rm",
    "฿",
    "₱",
)
"""Currencies with cents that are written in letters; those without cents group by dots, which a formula leaves alone."""
_MARKERS: Final = _array(sorted(MISSING - {""}))
_LANGUAGES: Final = _array((*LANGUAGES.words("zh"), *LANGUAGES.words("en")))
_CHINESE: Final = len(LANGUAGES.words("zh"))

HELPERS: Final[dict[str, tuple[Words, str]]] = {
    "XLF.LAST": (
        Words("整列的最后已用行；其他区域得 0。", "Last used row of a whole column; 0 for any other range."),
        'LAMBDA(x,IF(IFERROR(ROWS(x),1)<1048576,0,MAX(IFERROR((x<>"")*1,1)*ROW(x))))',
    ),
    "XLF.USED": (
        Words("整列截到某行；其他区域原样。", "A whole column down to a row; any other range as it is."),
        "LAMBDA(x,last,IF(IFERROR(ROWS(x),1)<1048576,x,TAKE(x,MAX(last,1))))",
    ),
    "XLF.SPAN": (
        Words("共同的尺寸；对不上得 #VALUE!。", "The common size, or #VALUE! where sizes don't broadcast."),
        "LAMBDA(sizes,IF(SUM((sizes<>1)*(sizes<>MAX(sizes)))=0,MAX(sizes),#VALUE!))",
    ),
    "XLF.GRID": (
        Words("共同高与宽的网格。", "A grid of the common height and width."),
        "LAMBDA(heights,widths,SEQUENCE(XLF.SPAN(heights),XLF.SPAN(widths)))",
    ),
    "XLF.PLAIN": (
        Words("全角字符转半角，去空格，转小写。", "Text with full-width characters made plain."),
        'LAMBDA(text,LET(wide,"０１２３４５６７８９．，％＋－（）￥＄～－—–−至到　"&UNICHAR(160),'
        'narrow,"0123456789.,%+-()¥$~----~~  ",'
        "plain,LOWER(TRIM(REDUCE(text,SEQUENCE(LEN(wide)),"
        "LAMBDA(done,place,SUBSTITUTE(done,MID(wide,place,1),MID(narrow,place,1)))))),"
        'quoted,IF(ISNUMBER(FIND(LEFT(plain&" "),"\'`")),MID(plain,2,999),plain),TRIM(XLF.CUT(quoted,"\'`"))))',
    ),
    "XLF.CUT": (
        Words("末字属于所列字符时去掉。", "Text without its last character, if that is one of those."),
        "LAMBDA(text,marks,IF(LEN(text)<2,text,"
        "IF(ISNUMBER(FIND(RIGHT(text),marks)),TRIM(LEFT(text,LEN(text)-1)),text)))",
    ),
    "XLF.POWER": (
        Words("文字末尾单位是 10 的几次方；无单位得 0。", "Power of ten of the unit a text ends in."),
        'LAMBDA(text,IFERROR(INDEX({12,7,6,5},XMATCH(RIGHT(text,2),{"万亿","千万","百万","十万"})),'
        "IFERROR(INDEX({8,8,4,4,4,3,3,2,6,9,-2,-3},"
        'XMATCH(RIGHT(text),{"亿","億","万","萬","w","千","k","百","m","b","%","‰"})),0)))',
    ),
    "XLF.GROUPED": (
        Words("分隔符是否每三位一组。", "Whether a mark parts digits in threes."),
        'LAMBDA(text,mark,LET(size,LEN(text),marks,size-LEN(SUBSTITUTE(text,mark,"")),'
        'first,size-4*marks,IF((first<1)+(first>3)+(LEFT(text)="0"),FALSE,'
        "SUM((MID(text,size-4*SEQUENCE(marks)+1,1)=mark)*1)=marks)))",
    ),
    "XLF.DIGITS": (
        Words("带点号、逗号的数字串读成数；读不成得 #VALUE!。", "Digits with dots and commas as a number."),
        'LAMBDA(text,LET(bare,SUBSTITUTE(SUBSTITUTE(text,",",""),".",""),'
        'commas,LEN(text)-LEN(SUBSTITUTE(text,",","")),dots,LEN(text)-LEN(bare)-commas,'
        'digits,SUM(LEN(bare)-LEN(SUBSTITUTE(bare,{"0","1","2","3","4","5","6","7","8","9"},""))),'
        'tail,TEXTAFTER(SUBSTITUTE(text,",","."),".",-1),'
        'mark,IF(commas*dots=0,IF(commas>0,",","."),MID(text,LEN(text)-LEN(tail),1)),'
        'other,IF(mark=",",".",","),head,LEFT(text,LEN(text)-LEN(tail)-1),'
        'IF((LEN(bare)=0)+(digits<LEN(bare))+(LEFT(text)=","),#VALUE!,'
        'IF(commas+dots=0,NUMBERVALUE(text,".",","),'
        'IF(commas*dots>0,IF(ISERROR(FIND(mark,head))*((LEN(tail)>0)+(mark=".")>0)*XLF.GROUPED(head,other),'
        'NUMBERVALUE(SUBSTITUTE(head,other,"")&"."&tail,".",","),#VALUE!),'
        'IF(commas+dots>1,IF(XLF.GROUPED(text,mark),NUMBERVALUE(bare,".",","),#VALUE!),'
        'IF((mark=",")*XLF.GROUPED(text,mark),NUMBERVALUE(bare,".",","),'
        'NUMBERVALUE(SUBSTITUTE(text,",","."),".",","))))))))',
    ),
    "XLF.JOINED": (
        Words("去掉每三位一组的空格、撇号。", "Digits grouped by spaces or apostrophes, joined."),
        'LAMBDA(text,LET(spaced,SUBSTITUTE(SUBSTITUTE(text,"\'"," "),"’"," "),'
        'whole,LEFT(spaced,MIN(FIND(",",spaced&","),FIND(".",spaced&"."))-1),'
        'IF(ISNUMBER(FIND(" ",whole)),IF(XLF.GROUPED(whole," "),'
        'SUBSTITUTE(whole," ","")&MID(text,LEN(whole)+1,99),text),text)))',
    ),
    "XLF.ONE": (
        Words("读一个数：正负号、货币、单位、括号负数。", "One number of the trade: sign, currency, unit."),
        'LAMBDA(text,LET(bracket,(LEFT(text)="(")*(RIGHT(text)=")")*(LEN(text)>2),'
        "opened,IF(bracket,MID(text,2,LEN(text)-2),text),"
        'upward,IF((RIGHT(opened,2)="以上")*(LEN(opened)>2),TRIM(LEFT(opened,LEN(opened)-2)),opened),'
        f"inner,REDUCE(upward,{_array(_COINS)},LAMBDA(done,coin,LET(rest,LEN(done)-LEN(coin),IF(rest<1,done,"
        "IF(LEFT(done,LEN(coin))=coin,TRIM(RIGHT(done,rest)),IF(RIGHT(done,LEN(coin))=coin,TRIM(LEFT(done,rest)),done)))))),"
        'trimmed,XLF.CUT(XLF.CUT(XLF.CUT(inner,"+"),"人次件单个位"),"元圆块¥$£€"),'
        'coin,IF(ISNUMBER(FIND(LEFT(trimmed&" "),"¥$£€")),TRIM(MID(trimmed,2,999)),trimmed),'
        'minus,LEFT(coin)="-",signed,minus+(LEFT(coin)="+"),'
        "bare,IF(signed,TRIM(MID(coin,2,999)),coin),"
        'plain,IF(signed*(coin=trimmed)*ISNUMBER(FIND(LEFT(bare&" "),"¥$£€")),TRIM(MID(bare,2,999)),bare),'
        'power,XLF.POWER(plain),pair,ISNUMBER(XMATCH(RIGHT(plain,2),{"万亿","千万","百万","十万"})),'
        "unit,IF(power=0,0,IF(pair,2,1)),"
        'number,XLF.JOINED(TRIM(LEFT(plain,LEN(plain)-unit))),tens,IFERROR(FIND("e",number),0),'
        "value,IF(tens=0,XLF.DIGITS(number),LET(after,MID(number,tens+1,9),"
        'sign,IF(ISNUMBER(FIND(LEFT(after&" "),"+-")),1,0),raised,XLF.DIGITS(MID(after,sign+1,9)),'
        'IF(LEN(after)-sign>3,#VALUE!,XLF.DIGITS(LEFT(number,tens-1))*10^(raised*IF(LEFT(after)="-",-1,1))))),'
        "IF(bracket*signed,#VALUE!,value*10^power*IF(minus+bracket>0,-1,1))))",
    ),
    "XLF.SPLIT": (
        Words("“100-200”写作“100~200”；日期与编码原样。", "A range with a dash as one with a tilde."),
        'LAMBDA(text,LET(at,IFERROR(FIND("-",text,2),0),IF((at=0)+ISNUMBER(FIND("~",text)),text,'
        'LET(coded,LAMBDA(part,(LEFT(part)="0")*(LEN(part)>1)*ISNUMBER(FIND(MID(part,2,1),"0123456789"))),'
        'IF(ISNUMBER(FIND(MID(text,at-1,1),"0123456789万亿w%k‰元千百m"))'
        '*(1-coded(LEFT(text,at-1)))*(1-coded(MID(text,at+1,999))),REPLACE(text,at,1,"~"),text)))))',
    ),
    "XLF.READ": (
        Words(
            "文字读成数，如“1.2万”“7.5w~10w”；“--”之类得空文本；读不懂得 #VALUE!。",
            'Text as a number: "1.2万", "7.5w~10w"; empty text for a marker of a missing value.',
        ),
        "LAMBDA(text,[pick],LET(read,XLF.PLAIN(text),plain,XLF.SPLIT(read),"
        'part,XMATCH(IF(ISOMITTED(pick),"middle",XLF.NAME(pick)),{"low","high","middle","低","高","中"}),'
        "IF(ISERROR(part),#VALUE!,"
        f'IF(SUM((plain={_MARKERS})*1),"",'
        'IF(ISERROR(FIND("~",plain)),XLF.ONE(plain),'
        'LET(first,TRIM(LEFT(plain,FIND("~",plain)-1)),second,TRIM(MID(plain,FIND("~",plain)+1,999)),'
        "high,XLF.ONE(second),power,XLF.POWER(second),alone,XLF.ONE(first),"
        "mixed,(XLF.POWER(first)<0)*(XLF.POWER(first)<>power),"
        "low,IF((XLF.POWER(first)=0)*(alone<=high/10^power),alone*10^power,alone),"
        "IF(mixed+(low>high),#VALUE!,CHOOSE(MOD(part,3)+1,(low+high)/2,low,high))))))))",
    ),
    "XLF.CELL": (
        Words(
            "一个单元格读成数；空白得空文本，真假值得 #VALUE!。", "One cell as a number; blank as empty text."
        ),
        'LAMBDA(v,IF(ISNUMBER(v),v,IF(ISERROR(v),v,IF(ISLOGICAL(v),#VALUE!,IF(TRIM(v)="","",XLF.READ(v))))))',
    ),
    "XLF.BOUND": (
        Words("数超出范围得 #NUM!。", "A number, #NUM! outside its bounds."),
        "LAMBDA(n,low,high,IF(ISNUMBER(n),IF((n<low)+(n>high),#NUM!,n),n))",
    ),
    "XLF.NUM": (
        Words("单元格读成数，超出范围得 #NUM!。", "Cells as numbers, #NUM! outside the bounds."),
        "LAMBDA(x,low,high,LET(size,ROWS(x)*COLUMNS(x),IF(size=1,XLF.BOUND(XLF.CELL(x),low,high),"
        "IF(IF(COUNT(x)=size,(MIN(x)>=low)*(MAX(x)<=high),0),x,"
        "MAP(x,LAMBDA(v,XLF.BOUND(XLF.CELL(v),low,high)))))))",
    ),
    "XLF.TEXT": (
        Words(
            "单元格读成文字，“--”之类得空文本。", "Cells as texts, a marker of a missing value as empty text."
        ),
        f'LAMBDA(x,LET(plain,LAMBDA(v,IF(ISERROR(v),v,LET(text,TRIM(v),IF(SUM((LOWER(text)={_MARKERS})*1),"",text)))),'
        "IF(ROWS(x)*COLUMNS(x)=1,plain(x),MAP(x,plain))))",
    ),
    "XLF.NAME": (
        Words(
            "名称的比较形式：半角、小写，去掉空格与冒号。",
            "A name as it is compared: half-width, small, without spaces and colons.",
        ),
        "LAMBDA(text,LET(bare,REDUCE(text,{32;9;10;13;160;12288;8203;65279;58;65306;39;96;34},"
        'LAMBDA(done,code,SUBSTITUTE(done,UNICHAR(code),""))),LOWER(IF(bare="","",'
        "REDUCE(bare,SEQUENCE(LEN(bare)),LAMBDA(done,at,LET(code,UNICODE(MID(done,at,1)),"
        "IF((code>65280)*(code<65375),REPLACE(done,at,1,UNICHAR(code-65248)),done))))))))",
    ),
    "XLF.TOTAL": (
        Words("合计行的名称得 1，其他得 0。", "1 for the name of a total row, else 0."),
        'LAMBDA(text,LET(name,SUBSTITUTE(SUBSTITUTE(XLF.NAME(text),"【",""),"】",""),base,LEFT(name,FIND("(",name&"(")-1),'
        f"ends,{_array(TOTAL_ENDINGS)},(SUM((base={_array(map(normalised, TOTALS))})*1)"
        "+SUM((RIGHT(base,LEN(ends))=ends)*1)>0)*1))",
    ),
    "XLF.CAMPAIGN": (
        Words("活动标记得 1，“日常”“否”之类得 0。", "1 for a flag that names a campaign, else 0."),
        f'LAMBDA(text,LET(name,XLF.NAME(text),(name<>"")*(SUM((name={_array(map(normalised, NO_CAMPAIGN))})*1)=0)))',
    ),
    "XLF.FILLED": (
        Words("非空白的单元格得 1。", "1 for each cell that isn't blank."),
        'LAMBDA(x,(x<>"")*1)',
    ),
    "XLF.ZERO": (
        Words("空白单元格得 0。", "Blank cells as 0."),
        'LAMBDA(x,IF(x="",0,x))',
    ),
    "XLF.PLACE": (
        Words("名称在列表中的位置，中英文均可。", "Where a name stands among others, in either language."),
        "LAMBDA(wanted,names,zh,en,LET(list,MAP(names,LAMBDA(v,XLF.NAME(v))),name,XLF.NAME(wanted),"
        "spoken,MAP(names,LAMBDA(v,XLF.NAME(IFERROR(INDEX(en,XMATCH(v,zh)),v)))),"
        "IFERROR(XMATCH(name,list),IFERROR(XMATCH(name,spoken),#VALUE!))))",
    ),
    "XLF.ENGLISH": (
        Words("表中的词语译成英文。", "A table's words in English."),
        "LAMBDA(table,zh,en,LET(width,COLUMNS(table),"
        "MAP(table,SEQUENCE(ROWS(table),width),LAMBDA(v,at,IF(ISTEXT(v),LET(word,XMATCH(v,zh),"
        "IF(ISNUMBER(word),INDEX(en,word),IF(MOD(at,width)=0,"
        "REDUCE(v,SEQUENCE(ROWS(zh)),LAMBDA(done,row,SUBSTITUTE(done,INDEX(zh,row),INDEX(en,row)))),v))),v)))))",
    ),
    "XLF.TOLD": (
        Words(
            "按语言给出表，或按列名、“行名/列名”取其一部分。",
            "A table in a language, or a part of it by heading or row/heading.",
        ),
        "LAMBDA(table,heads,part,lang,zh,en,LET("
        f'foreign,IF(lang="",0,IFERROR((XMATCH(XLF.NAME(lang),{_LANGUAGES})>{_CHINESE})*1,#VALUE!)),'
        "IF(ISERROR(part),#VALUE!,IF(ISERROR(foreign),#VALUE!,IF(ROWS(table)*COLUMNS(table)=1,table,"
        "LET(shows,IF(COLUMNS(heads)=1,1,(INDEX(table,1,1)=INDEX(heads,1,1))*1),"
        "names,IF(COLUMNS(heads)=1,TAKE(table,1),heads),body,IF(shows,DROP(table,1),table),"
        'slash,ISNUMBER(FIND("/",part)),column,IF(part="",1,XLF.PLACE(IF(slash,TEXTAFTER(part,"/",-1),part),names,zh,en)),'
        'row,IF(slash,XLF.PLACE(TEXTBEFORE(part,"/",-1),TAKE(body,,1),zh,en),1),'
        "IF(ISERROR(column),#VALUE!,IF(ISERROR(row),#VALUE!,"
        'LET(cells,IF(part="",table,IF(slash,INDEX(body,row,column),CHOOSECOLS(body,column))),'
        "IF(foreign,XLF.ENGLISH(cells,zh,en),cells))))))))))",
    ),
    "XLF.WORD": (
        Words("一列是否以文字（表头）开头。", "Whether a column begins with a word: its heading."),
        "LAMBDA(x,IF(ROWS(x)=1,0,IFERROR((ERROR.TYPE(INDEX(x,1))=3)*1,0)))",
    ),
    "XLF.ERROR": (
        Words("区域里的第一个错误；没有得 0。", "The first error of a range, or 0."),
        "LAMBDA(x,SUM(MAP(x,LAMBDA(v,IF(ISERROR(v),v,0)))))",
    ),
    "XLF.GIVEN": (
        Words("可选区域是否给出。", "Whether an optional range holds anything."),
        'LAMBDA(x,IF(IFERROR(ROWS(x)*COLUMNS(x),1)>1,TRUE,SUM(IFERROR((x<>"")*1,1))>0))',
    ),
    "XLF.GAP": (
        Words(
            "两个表的最大相对差；一致得 0，文字或错误不同得 1。",
            "Largest relative difference of two tables; 0 where they agree.",
        ),
        "LAMBDA(x,y,IF((ROWS(x)<>ROWS(y))+(COLUMNS(x)<>COLUMNS(y)),1,MAX(MAP(x,y,LAMBDA(a,b,"
        "IF(ISERROR(a)+ISERROR(b),IF(IFERROR(ERROR.TYPE(a),0)=IFERROR(ERROR.TYPE(b),0),0,1),"
        "IF(ISNUMBER(a)*ISNUMBER(b),IF(a=b,0,ABS(a-b)/MAX(ABS(a),ABS(b))),IF(EXACT(a,b),0,1))))))))",
    ),
}
"""The names that the wrapping calls: what they do, and their LAMBDA as typed."""
