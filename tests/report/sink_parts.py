"""What no library writes into a workbook, by hand: slicers, threads, pivot tables, controls, shapes, a waterfall.

As Excel stores them, cut down to what the schema asks for.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
X14 = f"{MICROSOFT}/spreadsheetml/2009/9/main"
X15 = f"{MICROSOFT}/spreadsheetml/2010/11/main"
XM = f"{MICROSOFT}/excel/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
CHARTEX = f"{MICROSOFT}/drawing/2014/chartex"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PERSON = "{11111111-2222-4333-8444-555555555555}"
THREADS = {
    "1": ("B4", "{BBBBBBBB-2222-4333-8444-555555555555}", "和财务对一下"),
    "2": ("A2", "{AAAAAAAA-2222-4333-8444-555555555555}", "看一下"),
}
"""By the number of the comments part: cell, identity and text of a thread."""
PRINTER = bytes(range(256)) * 2
"""What a printer's driver left: bytes that mean nothing to anybody else."""
BOARD, DAYS, POSITIONS, OWN = (f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3, 4))
Parts = dict[str, bytes]


def add(path: Path, own: Sequence[tuple[str, float]]) -> None:
    """Put them into a workbook that XlsxWriter made.

    Parameters
    ----------
    path : Path
    own : sequence of (str, float)
        The rows that the first pivot table sums up.
    """
    with zipfile.ZipFile(path) as archive:
        parts = {i.filename: archive.read(i.filename) for i in archive.infolist()}
    for name, text in {**_pivots(own), **_slicers(), **_others()}.items():
        parts[name] = (HEAD + text).encode()
    parts["xl/printerSettings/printerSettings1.bin"] = PRINTER
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items())
    _before(parts, "[Content_Types].xml", "</Types>", types)
    for part, listed in _RELATIONS.items():
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        parts.setdefault(rels, f'{HEAD}<Relationships xmlns="{PACKAGE}"></Relationships>'.encode())
        _before(parts, rels, "</Relationships>", _relations(listed))
    _workbook(parts)
    _board(parts)
    _days(parts)
    _positions(parts)
    _own(parts)
    _threads(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


# -------------------------------------------------------------------- editing
def _before(parts: Parts, name: str, mark: str, new: str) -> None:
    """Put something before the last place where a mark stands."""
    text = parts[name].decode()
    at = text.rindex(mark)
    parts[name] = (text[:at] + new + text[at:]).encode()


def _replace(parts: Parts, name: str, old: str, new: str) -> None:
    text = parts[name].decode()
    if old not in text:
        raise LookupError(f"{name}: no {old}")
    parts[name] = text.replace(old, new, 1).encode()


def _relations(listed: dict[str, tuple[str, str]]) -> str:
    return "".join(
        f'<Relationship Id="{i}" Type="{kind}" Target="{to}"/>' for i, (kind, to) in listed.items()
    )


def _extension(parts: Parts, name: str, uri: str, inner: str) -> None:
    """One more extension of a sheet."""
    ext = f'<ext uri="{uri}" xmlns:x14="{X14}">{inner}</ext>'
    if "</extLst></worksheet>" in parts[name].decode():
        _before(parts, name, "</extLst></worksheet>", ext)
    else:
        _before(parts, name, "</worksheet>", f"<extLst>{ext}</extLst>")


def _anchored(row: int, column: int, content: str) -> str:
    """Something that floats over some cells."""
    ends = (
        f"<xdr:{end}><xdr:col>{column + by}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row + by}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:{end}>"
        for end, by in (("from", 0), ("to", 2))
    )
    return f"<xdr:twoCellAnchor>{''.join(ends)}{content}<xdr:clientData/></xdr:twoCellAnchor>"


def _frame(number: int, name: str, space: str, needs: str, uri: str, inner: str) -> str:
    """A frame that older programs don't know."""
    return (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:{needs}="{space}" Requires="{needs}">'
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number}" name="{name}"/>'
        '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></xdr:graphicFrame></mc:Choice>'
        f"<mc:Fallback>{_shape(number, name, 'rect', '新图表')}</mc:Fallback></mc:AlternateContent>"
    )


def _slicer_frame(number: int, name: str) -> str:
    space = f"{MICROSOFT}/drawing/2010/slicer"
    inner = f'<sle:slicer xmlns:sle="{space}" name="{name}"/>'
    return _frame(number, name, f"{MICROSOFT}/drawing/2012/slicer", "sle15", space, inner)


def _shape(number: int, name: str, form: str, text: str, link: str = "") -> str:
    """A shape with a text; linked to a cell, if that is given."""
    run = f'<a:r><a:rPr lang="zh-CN"/><a:t>{text}</a:t></a:r>'
    if link:
        run = f'<a:fld id="{{99999999-2222-4333-8444-555555555555}}" type="TxLink"><a:rPr lang="zh-CN"/><a:t>{text}</a:t></a:fld>'
    return (
        f'<xdr:sp macro="" textlink="{link}"><xdr:nvSpPr><xdr:cNvPr id="{number}" name="{name}"/><xdr:cNvSpPr/>'
        f'</xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm><a:prstGeom prst="{form}">'
        f"<a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:lstStyle/><a:p>{run}</a:p></xdr:txBody></xdr:sp>"
    )


_CONNECTOR = (
    '<xdr:cxnSp macro=""><xdr:nvCxnSpPr><xdr:cNvPr id="33" name="连线"/><xdr:cNvCxnSpPr/></xdr:nvCxnSpPr><xdr:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom></xdr:spPr>'
    "</xdr:cxnSp>"
)
_GROUP = (
    '<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="34" name="组合"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/><a:chOff x="0" y="0"/><a:chExt cx="9525" cy="9525"/></a:xfrm>'
    f"</xdr:grpSpPr>{_shape(35, '组内', 'ellipse', '组里的字')}{_CONNECTOR.replace('33', '36')}</xdr:grpSp>"
)


# -------------------------------------------------------------------- sheets
def _workbook(parts: Parts) -> None:
    caches = '<pivotCaches><pivotCache cacheId="7" r:id="rIdP1"/><pivotCache cacheId="8" r:id="rIdP2"/></pivotCaches>'
    slicers = (
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{X15}"><x15:slicerCaches '
        f'xmlns:x14="{X14}"><x14:slicerCache r:id="rIdS1"/><x14:slicerCache r:id="rIdS2"/></x15:slicerCaches></ext></extLst>'
    )
    _before(parts, "xl/workbook.xml", "</workbook>", caches + slicers)


def _board(parts: Parts) -> None:
    """Shapes, print settings, a list to choose from that stands on another sheet."""
    drawing = "xl/drawings/drawing1.xml"
    shapes = (
        _anchored(20, 8, _shape(31, "圆角", "roundRect", "一个形状")),
        _anchored(22, 8, _shape(32, "连着", "rect", "上月的字", "看板!$D$7")),
        _anchored(24, 8, _CONNECTOR),
        _anchored(26, 8, _GROUP),
    )
    _before(parts, drawing, "</xdr:wsDr>", "".join(shapes))
    _replace(parts, BOARD, '<pageSetup paperSize="9"', '<pageSetup r:id="rIdB1" paperSize="9"')
    _extension(
        parts,
        BOARD,
        "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}",
        f'<x14:dataValidations count="1" xmlns:xm="{XM}"><x14:dataValidation type="list" allowBlank="1"><x14:formula1>'
        "<xm:f>阵地!$B$3:$B$7</xm:f></x14:formula1><xm:sqref>C7</xm:sqref></x14:dataValidation></x14:dataValidations>",
    )


def _days(parts: Parts) -> None:
    """A slicer of the table, and a format with an extension over a column of it."""
    anchor = _anchored(0, 9, _slicer_frame(41, "日期"))
    parts["xl/drawings/drawing9.xml"] = (
        f'{HEAD}<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main">{anchor}</xdr:wsDr>'
    ).encode()
    _replace(parts, DAYS, "<tableParts", '<drawing r:id="rIdD1"/><tableParts')
    _extension(
        parts,
        DAYS,
        "{78C0D931-6437-407d-A8EE-F0AAD7539E65}",
        f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="iconSet" priority="9" '
        'id="{22222222-0000-4000-8000-000000000001}"><x14:iconSet iconSet="3Triangles"><x14:cfvo type="percent"><xm:f>0</xm:f>'
        '</x14:cfvo><x14:cfvo type="formula"><xm:f>AVERAGE($E$4:$E$4)</xm:f></x14:cfvo><x14:cfvo type="num"><xm:f>170</xm:f>'
        "</x14:cfvo></x14:iconSet></x14:cfRule><xm:sqref>E4</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>",
    )
    _extension(
        parts,
        DAYS,
        "{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}",
        '<x14:slicerList><x14:slicer r:id="rIdD2"/></x14:slicerList>',
    )


def _positions(parts: Parts) -> None:
    """The waterfall; the totals as Excel stores what XlsxWriter shortens."""
    _replace(parts, POSITIONS, "SUBTOTAL(109,[", "SUBTOTAL(109,xf_compare[")
    inner = f'<cx:chart xmlns:cx="{CHARTEX}" xmlns:r="{OFFICE}" r:id="rIdX1"/>'
    space = f"{MICROSOFT}/drawing/2015/9/8/chartex"
    _before(
        parts,
        "xl/drawings/drawing2.xml",
        "</xdr:wsDr>",
        _anchored(20, 8, _frame(51, "瀑布", space, "cx1", CHARTEX, inner)),
    )


def _own(parts: Parts) -> None:
    """Shapes, a slicer, a control."""
    drawing = "xl/drawings/drawing3.xml"
    things = (
        _anchored(30, 6, _shape(61, "箭头", "rightArrow", "自己的")),
        _anchored(34, 6, _slicer_frame(62, "类")),
    )
    _before(parts, drawing, "</xdr:wsDr>", "".join(things))
    control = (
        f'<mc:AlternateContent xmlns:mc="{MC}">'
        '<mc:Choice Requires="x14"><controls><control shapeId="4097" r:id="rIdH3" name="Check Box 1"><controlPr defaultSize="0">'
        '<anchor moveWithCells="1"><from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row>'
        "<xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></to></anchor></controlPr></control></controls></mc:Choice></mc:AlternateContent>"
    )
    _replace(parts, OWN, "<tableParts", f"{control}<tableParts")
    _extension(
        parts,
        OWN,
        "{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}",
        '<x14:slicerList><x14:slicer r:id="rIdH2"/></x14:slicerList>',
    )
    spaces = {"xdr": f"{DRAWING}/spreadsheetDrawing", "x14": X14}
    head = re.search(r"<worksheet[^>]*>", parts[OWN].decode())
    missing = "".join(f'xmlns:{p}="{s}" ' for p, s in spaces.items() if head and f"xmlns:{p}=" not in head[0])
    _replace(parts, OWN, "<worksheet ", f"<worksheet {missing}")


def _threads(parts: Parts) -> None:
    """Threads, each with the note that older programs show in its place."""
    for number, (cell, identity, text) in THREADS.items():
        comments = f"xl/comments{number}.xml"
        _replace(parts, comments, "</authors>", f"<author>tc={identity}</author></authors>")
        _replace(
            parts, comments, f'<comment ref="{cell}" authorId="0"', f'<comment ref="{cell}" authorId="1"'
        )
        space = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
        parts[f"xl/threadedComments/threadedComment{number}.xml"] = (
            f'{HEAD}<ThreadedComments xmlns="{space}"><threadedComment ref="{cell}" dT="2026-01-01T00:00:00.00" '
            f'personId="{PERSON}" id="{identity}"><text>{text}</text></threadedComment></ThreadedComments>'
        ).encode()


_RELATIONS = {
    "xl/workbook.xml": {
        "rIdP1": (f"{OFFICE}/pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        "rIdP2": (f"{OFFICE}/pivotCacheDefinition", "pivotCache/pivotCacheDefinition2.xml"),
        "rIdS1": (f"{MICROSOFT}/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml"),
        "rIdS2": (f"{MICROSOFT}/2007/relationships/slicerCache", "slicerCaches/slicerCache2.xml"),
        "rIdC1": (f"{OFFICE}/customXml", "../customXml/item1.xml"),
        "rIdT1": (f"{MICROSOFT}/2017/10/relationships/person", "persons/person.xml"),
    },
    BOARD: {
        "rIdB1": (f"{OFFICE}/printerSettings", "../printerSettings/printerSettings1.bin"),
        "rIdB2": (
            f"{MICROSOFT}/2017/10/relationships/threadedComment",
            "../threadedComments/threadedComment1.xml",
        ),
    },
    DAYS: {
        "rIdD1": (f"{OFFICE}/drawing", "../drawings/drawing9.xml"),
        "rIdD2": (f"{MICROSOFT}/2007/relationships/slicer", "../slicers/slicer2.xml"),
    },
    OWN: {
        "rIdH1": (f"{OFFICE}/pivotTable", "../pivotTables/pivotTable1.xml"),
        "rIdH2": (f"{MICROSOFT}/2007/relationships/slicer", "../slicers/slicer1.xml"),
        "rIdH3": (f"{OFFICE}/ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        "rIdH4": (
            f"{MICROSOFT}/2017/10/relationships/threadedComment",
            "../threadedComments/threadedComment2.xml",
        ),
        "rIdH5": (f"{OFFICE}/pivotTable", "../pivotTables/pivotTable2.xml"),
    },
    "xl/drawings/drawing2.xml": {
        "rIdX1": (f"{MICROSOFT}/2014/relationships/chartEx", "../charts/chartEx1.xml")
    },
    "xl/pivotTables/pivotTable1.xml": {
        "rId1": (f"{OFFICE}/pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
    },
    "xl/pivotTables/pivotTable2.xml": {
        "rId1": (f"{OFFICE}/pivotCacheDefinition", "../pivotCache/pivotCacheDefinition2.xml")
    },
    "xl/pivotCache/pivotCacheDefinition1.xml": {
        "rId1": (f"{OFFICE}/pivotCacheRecords", "pivotCacheRecords1.xml")
    },
}
_TYPES = {
    "xl/pivotTables/pivotTable1.xml": f"{TYPES}.pivotTable+xml",
    "xl/pivotTables/pivotTable2.xml": f"{TYPES}.pivotTable+xml",
    "xl/pivotCache/pivotCacheDefinition1.xml": f"{TYPES}.pivotCacheDefinition+xml",
    "xl/pivotCache/pivotCacheDefinition2.xml": f"{TYPES}.pivotCacheDefinition+xml",
    "xl/pivotCache/pivotCacheRecords1.xml": f"{TYPES}.pivotCacheRecords+xml",
    "xl/slicers/slicer1.xml": "application/vnd.ms-excel.slicer+xml",
    "xl/slicers/slicer2.xml": "application/vnd.ms-excel.slicer+xml",
    "xl/slicerCaches/slicerCache1.xml": "application/vnd.ms-excel.slicerCache+xml",
    "xl/slicerCaches/slicerCache2.xml": "application/vnd.ms-excel.slicerCache+xml",
    "xl/ctrlProps/ctrlProp1.xml": "application/vnd.ms-excel.controlproperties+xml",
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/threadedComments/threadedComment2.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "xl/printerSettings/printerSettings1.bin": f"{TYPES}.printerSettings",
    "xl/drawings/drawing9.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "xl/charts/chartEx1.xml": "application/vnd.ms-office.chartex+xml",
}


# -------------------------------------------------------------------- parts
def _pivots(own: Sequence[tuple[str, float]]) -> dict[str, str]:
    def pivot(number: int, cache: int, at: str, fields: str) -> str:
        return (
            f'<pivotTableDefinition xmlns="{MAIN}" name="透视{number}" cacheId="{cache}" dataCaption="值" '
            f'dataOnRows="0" applyNumberFormats="0" updatedVersion="6" minRefreshableVersion="3" createdVersion="6">'
            f'<location ref="{at}" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>{fields}'
            "</pivotTableDefinition>"
        )

    first = (
        '<pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items count="4"><item x="0"/><item x="1"/>'
        '<item x="2"/><item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields><rowItems count="4"><i><x/></i><i><x v="1"/></i><i><x v="2"/></i>'
        '<i t="grand"><x/></i></rowItems>'
        '<colItems count="1"><i/></colItems><dataFields count="1"><dataField name="求和" fld="1" baseField="0" '
        'baseItem="0"/></dataFields>'
    )
    second = (
        '<pivotFields count="5"><pivotField showAll="0"/><pivotField dataField="1" showAll="0"/>'
        '<pivotField showAll="0"/><pivotField showAll="0"/><pivotField showAll="0"/></pivotFields>'
        '<rowItems count="1"><i/></rowItems><colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="合计" fld="1" baseField="0" baseItem="0"/></dataFields>'
    )
    letters = '<sharedItems count="3"><s v="甲"/><s v="乙"/><s v="丙"/></sharedItems>'
    numbers = '<sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" minValue="3" maxValue="6"/>'
    names = ("日期", "GMV（元）", "商品曝光（次）", "万元", "GPM（元/千次）")
    records = "".join(f'<r><x v="{"甲乙丙".index(kind)}"/><n v="{n:g}"/></r>' for kind, n in own)
    fields = "".join(f'<cacheField name="{name}"><sharedItems/></cacheField>' for name in names)
    return {
        "xl/pivotTables/pivotTable1.xml": pivot(1, 7, "J2:K6", first),
        "xl/pivotTables/pivotTable2.xml": pivot(2, 8, "J12:J13", second),
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" '
        'r:id="rId1" recordCount="4"><cacheSource type="worksheet"><worksheetSource ref="A1:B5" sheet="自有"/>'
        f'</cacheSource><cacheFields count="2"><cacheField name="类">{letters}</cacheField>'
        f'<cacheField name="数">{numbers}</cacheField></cacheFields></pivotCacheDefinition>',
        "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords xmlns="{MAIN}" count="4">{records}'
        "</pivotCacheRecords>",
        "xl/pivotCache/pivotCacheDefinition2.xml": f'<pivotCacheDefinition xmlns="{MAIN}" saveData="0" '
        'recordCount="1"><cacheSource type="worksheet"><worksheetSource name="xf_daily"/></cacheSource>'
        f'<cacheFields count="5">{fields}</cacheFields></pivotCacheDefinition>',
    }


def _slicers() -> dict[str, str]:
    found = {}
    for number, (name, table) in enumerate((("类", 3), ("日期", 1)), 1):
        found[f"xl/slicers/slicer{number}.xml"] = (
            f'<slicers xmlns="{X14}"><slicer name="{name}" cache="切片器_{name}" caption="{name}" rowHeight="241300"/></slicers>'
        )
        found[f"xl/slicerCaches/slicerCache{number}.xml"] = (
            f'<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN}" name="切片器_{name}" sourceName="{name}"><extLst><x:ext '
            f'uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{X15}"><x15:tableSlicerCache tableId="{table}" '
            'column="1"/></x:ext></extLst></slicerCacheDefinition>'
        )
    return found


def _others() -> dict[str, str]:
    people = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
    return {
        "xl/ctrlProps/ctrlProp1.xml": f'<formControlPr xmlns="{X14}" objectType="CheckBox" fmlaLink="自有!$D$9" '
        'lockText="1" noThreeD="1"/>',
        "xl/persons/person.xml": f'<personList xmlns="{people}" xmlns:x="{MAIN}"><person displayName="阿花" '
        f'id="{PERSON}" userId="a" providerId="None"/></personList>',
        "customXml/item1.xml": '<note xmlns="urn:own">自己的数据</note>',
        "xl/charts/chartEx1.xml": f'<cx:chartSpace xmlns:cx="{CHARTEX}" xmlns:a="{DRAWING}/main" xmlns:r="{OFFICE}">'
        '<cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:f>_xlchart.v1.0</cx:f><cx:lvl ptCount="1">'
        '<cx:pt idx="0">1</cx:pt></cx:lvl></cx:strDim><cx:numDim type="val"><cx:f>_xlchart.v1.1</cx:f>'
        '<cx:lvl ptCount="1" formatCode="General"><cx:pt idx="0">1</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData>'
        '<cx:chart><cx:plotArea><cx:plotAreaRegion><cx:series layoutId="waterfall" '
        'uniqueId="{33333333-2222-4333-8444-555555555555}"><cx:tx><cx:txData><cx:f>_xlchart.v1.2</cx:f><cx:v>GMV（元）</cx:v>'
        '</cx:txData></cx:tx><cx:dataId val="0"/><cx:layoutPr><cx:subtotals/></cx:layoutPr></cx:series></cx:plotAreaRegion>'
        '<cx:axis id="0"><cx:catScaling gapWidth="0.5"/><cx:tickLabels/></cx:axis><cx:axis id="1"><cx:valScaling/>'
        "<cx:tickLabels/></cx:axis></cx:plotArea></cx:chart></cx:chartSpace>",
    }
