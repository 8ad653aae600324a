"""The few names that every LAMBDA of ours calls: how cells are read, bounded and compared, in formulas.

They go into the workbook beside the functions, all beginning with ``XLF.``; what they read is what
`xl_fact.core.numbers` reads, as far as a formula can.
"""

from __future__ import annotations

from typing import Final

from xl_fact.words import Words

HELPERS: Final[dict[str, tuple[Words, str]]] = {
    "XLF.LAST": (
        Words("整列的最后已用行；其他区域得 0。", "Last used row of a whole column; 0 for any other range."),
        'LAMBDA(x,IF(ROWS(x)<1048576,0,MAX(IFERROR((x<>"")*1,1)*ROW(x))))',
    ),
    "XLF.USED": (
        Words("整列截到某行；其他区域原样。", "A whole column down to a row; any other range as it is."),
        "LAMBDA(x,last,IF(ROWS(x)<1048576,x,TAKE(x,MAX(last,1))))",
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
        "LOWER(TRIM(REDUCE(text,SEQUENCE(LEN(wide)),"
        "LAMBDA(done,place,SUBSTITUTE(done,MID(wide,place,1),MID(narrow,place,1))))))))",
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
        'first,size-4*marks,IF(OR(first<1,first>3,LEFT(text)="0"),FALSE,'
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
        'IF(OR(LEN(bare)=0,digits<LEN(bare),LEFT(text)=","),#VALUE!,'
        'IF(commas+dots=0,NUMBERVALUE(text,".",","),'
        "IF(commas*dots>0,IF(AND(ISERROR(FIND(mark,head)),LEN(tail)>0,XLF.GROUPED(head,other)),"
        'NUMBERVALUE(SUBSTITUTE(head,other,"")&"."&tail,".",","),#VALUE!),'
        'IF(commas+dots>1,IF(XLF.GROUPED(text,mark),NUMBERVALUE(bare,".",","),#VALUE!),'
        'IF(AND(mark=",",XLF.GROUPED(text,mark)),NUMBERVALUE(bare,".",","),'
        'NUMBERVALUE(SUBSTITUTE(text,",","."),".",","))))))))',
    ),
    "XLF.ONE": (
        Words("读一个数：正负号、货币、单位、括号负数。", "One number of the trade: sign, currency, unit."),
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
        Words(
            "文字读成数，如“1.2万”“7.5w~10w”；“--”之类得“-”；读不懂得 #VALUE!。",
            'Text as a number: "1.2万", "7.5w~10w"; "-" for a marker of a missing value.',
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
        Words(
            "一个单元格读成数；空白得空文本，真假值得 #VALUE!。", "One cell as a number; blank as empty text."
        ),
        'LAMBDA(v,IF(ISNUMBER(v),v,IF(ISERROR(v),v,IF(ISLOGICAL(v),#VALUE!,IF(TRIM(v)="","",XLF.READ(v))))))',
    ),
    "XLF.BOUND": (
        Words(
            "读出的数超出范围得 #NUM!；缺失标记视情形保留。",
            "A number read from a cell, #NUM! outside its bounds.",
        ),
        'LAMBDA(n,low,high,gaps,IF(ISNUMBER(n),IF(OR(n<low,n>high),#NUM!,n),IF(n="-",IF(gaps,n,#VALUE!),n)))',
    ),
    "XLF.NUM": (
        Words("单元格读成数，超出范围得 #NUM!。", "Cells as numbers, #NUM! outside the bounds."),
        "LAMBDA(x,low,high,gaps,LET(size,ROWS(x)*COLUMNS(x),IF(size=1,XLF.BOUND(XLF.CELL(x),low,high,gaps),"
        "IF(AND(COUNT(x)=size,MIN(x)>=low,MAX(x)<=high),x,"
        "MAP(x,LAMBDA(v,XLF.BOUND(XLF.CELL(v),low,high,gaps)))))))",
    ),
    "XLF.TEXT": (
        Words("单元格读成文字。", "Cells as texts."),
        "LAMBDA(x,IF(ROWS(x)*COLUMNS(x)=1,TRIM(x),MAP(x,LAMBDA(v,TRIM(v)))))",
    ),
    "XLF.WORD": (
        Words("一列是否以文字（表头）开头。", "Whether a column begins with a word: its heading."),
        "LAMBDA(x,IF(ROWS(x)=1,FALSE,IFERROR(ERROR.TYPE(INDEX(x,1))=3,FALSE)))",
    ),
    "XLF.ERROR": (
        Words("区域里的第一个错误；没有得 0。", "The first error of a range, or 0."),
        "LAMBDA(x,SUM(MAP(x,LAMBDA(v,IF(ISERROR(v),v,0)))))",
    ),
    "XLF.GIVEN": (
        Words("可选区域是否给出。", "Whether an optional range holds anything."),
        'LAMBDA(x,IF(ROWS(x)*COLUMNS(x)>1,TRUE,SUM(IFERROR((x<>"")*1,1))>0))',
    ),
    "XLF.GAP": (
        Words(
            "两个表的最大相对差；一致得 0，文字或错误不同得 1。",
            "Largest relative difference of two tables; 0 where they agree.",
        ),
        "LAMBDA(x,y,IF(OR(ROWS(x)<>ROWS(y),COLUMNS(x)<>COLUMNS(y)),1,MAX(MAP(x,y,LAMBDA(a,b,"
        "IF(OR(ISERROR(a),ISERROR(b)),IF(IFERROR(ERROR.TYPE(a),0)=IFERROR(ERROR.TYPE(b),0),0,1),"
        "IF(AND(ISNUMBER(a),ISNUMBER(b)),IF(a=b,0,ABS(a-b)/MAX(ABS(a),ABS(b))),IF(EXACT(a,b),0,1))))))))",
    ),
}
"""The names that the wrapping calls: what they do, and their LAMBDA as typed."""
