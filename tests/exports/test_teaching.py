"""A format learned from one file: what is proved is mapped, what isn't is asked, and nothing is wrong in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import strangers
from conftest import SAMPLES
from lookalikes import delimited, workbook

from xl_fact.errors import InputError
from xl_fact.exports.formats import format as formats_module
from xl_fact.exports.formats.draft import Draft, Question
from xl_fact.exports.formats.draft_column import DraftColumn
from xl_fact.exports.formats.format import Format, of_toml, shipped, users_folder
from xl_fact.exports.formats.inspect import describe
from xl_fact.exports.formats.recognise import Match, headers, recognise
from xl_fact.exports.formats.synonyms import Synonyms
from xl_fact.exports.formats.teaching import learn
from xl_fact.exports.reading import read_exports
from xl_fact.exports.tables.guard import Limits
from xl_fact.exports.tables.read import opened
from xl_fact.monthly import new_format

XIAOHONGSHU = [
    "支付时间|订单ID|订单状态|规格名称|规格ID|价格|达人名称|达人ID|商家实收金额|用户实付金额|退款金额"
    "|有效销售金额（计佣金额）|佣金率|预估支出佣金|合作类型|推广渠道".split("|"),
    *(
        [f"2026-08-{day:02} 12:00:00" if day < 4 else "", f"P90000000000000000{day:02}", status, "面膜",
         f"6a3000000000000003{day:02}",
         99.0, "示例达人", "5a600000000000000b9", got, paid, back, got, rate, round(got * rate, 2), "买手合作", how]
        for day, status, got, paid, back, rate, how in (
            (1, "已签收", 120.0, 110.5, 0.0, 0.3, "直播"),
            (2, "已签收", 80.0, 77.25, 10.0, 0.25, "直播"),
            (3, "已发货", 45.0, 44.0, 0.0, 0.2, "短视频"),
            (4, "已取消", 500.0, 500.0, 0.0, 0.1, "直播"),
        )
    ),
]  # fmt: skip
WECHAT = [
    "订单号|商品名称|SKU编码(自定义)|SKU编码(平台)|商品ID|订单下单时间|订单状态|商品数量|订单实际支付金额|订单实际收款金额"
    "|商品已退款金额|技术服务费|带货费用".split("|"),
    *(
        [f"370000000000000000{n}", "面霜", "A1", f"10{n}", "10000001", f"2026-08-0{n} 10:00:00", status, *figures]
        for n, status, figures in (
            (1, "已完成", ("1", "100.00", "100.00", "0", "5.00", "20.00")),
            (2, "已发货", ("2", "210.50", "210.50", "10.50", "10.00", "40.00")),
            (3, "待付款", ("1", "999.00", "999.00", "0", "0", "0")),
        )
    ),
]  # fmt: skip

MEANT = {
    "xiaohongshu_orders": {"商家实收金额": "gmv_platform"},
    "wechat_orders": {},
}
"""What a person answers where the file can't prove it."""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own formats."""
    folder = tmp_path / "own"
    monkeypatch.setenv("XL_FACT_FORMATS", str(folder))
    return folder


def without(key: str) -> tuple[Format, ...]:
    return tuple(format for format in shipped() if format.key != key)


@pytest.mark.parametrize(
    ("key", "name", "rows", "sums"),
    [
        (
            "xiaohongshu_orders",
            "买手数据_订单明细_20260801-20260810.xlsx",
            XIAOHONGSHU,
            {"gmv_paid": 231.75, "gmv_platform": 245.0, "refund_paid": 10.0, "commission_estimated": 65.0},
        ),
        (
            "wechat_orders",
            "微信小店订单_20260801-20260831.xlsx",
            WECHAT,
            {"gmv_paid": 310.5, "refund_paid": 10.5, "commission": 60.0, "platform_fee": 15.0, "items": 3.0},
        ),
    ],
)
def test_from_one_file_to_the_sums_of_its_import(
    key: str,
    name: str,
    rows: list[list[Any]],
    sums: dict[str, float],
    own: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = without(key)
    monkeypatch.setattr(formats_module, "shipped", lambda: known)
    file = workbook(tmp_path / name, {"Sheet1": rows})
    with pytest.raises(InputError):
        read_exports(file)
    said = [f"{heading}={meaning}" for heading, meaning in MEANT[key].items()]
    written, lesson = new_format(file, said=said, leave=True)
    assert written.parent == own
    reading = read_exports(file)
    assert reading.sources[0].format == lesson.format.key
    got = {measure: round(float(reading.facts[measure].sum()), 2) for measure in sums}
    assert got == sums == {measure: round(lesson.sums[measure], 2) for measure in sums}
    assert set(reading.facts["currency"]) == {"CNY"}
    with pytest.raises(InputError, match="已经认得"):
        new_format(file, said=said, leave=True)


def test_the_ratio_of_a_file_is_found_and_checked_ever_after(tmp_path: Path) -> None:
    file = workbook(tmp_path / "买手数据_订单明细.xlsx", {"Sheet1": XIAOHONGSHU})
    lesson = learn(
        file,
        without("xiaohongshu_orders"),
        answers={**MEANT["xiaohongshu_orders"], "有效销售金额（计佣金额）": "-"},
        leave=True,
    )
    (ratio,) = (r for r in lesson.format.layouts[0].ratios if r.headings == ("佣金率",))
    assert ratio.formula is not None
    assert ratio.formula.over[0].key == "commission_estimated"
    assert lesson.source.proof.passed
    wrong = [list(row) for row in XIAOHONGSHU]
    wrong[2][13] = 99.0
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "x.toml").write_text(lesson.text, "utf-8")
    again = read_exports(workbook(tmp_path / "二.xlsx", {"Sheet1": wrong}), formats_dir=tmp_path / "formats")
    assert not again.proved


RUPIAH = [
    ["Tanggal", "Nama Produk", "GMV", "Biaya", "Pesanan"],
    ["2026-06-01", "Krim", "Rp1.250.000", "Rp250.000", "12"],
    ["2026-06-02", "Krim", "Rp1.750.500", "Rp350.000", "15"],
]


def test_a_file_in_rupiah_is_never_said_to_be_in_yuan(tmp_path: Path) -> None:
    (description,) = describe(delimited(tmp_path / "laporan.csv", RUPIAH))
    assert "CNY" not in description.skeleton
    assert 'platform = "douyin"' not in description.skeleton
    assert 'role = "sales"' not in description.skeleton
    drafted = of_toml(description.skeleton, "draft.toml")
    assert (drafted.platform, drafted.currency) == ("", "IDR")


def test_what_is_open_is_listed_and_nothing_is_written(own: Path, tmp_path: Path) -> None:
    file = delimited(tmp_path / "laporan.csv", RUPIAH)
    with pytest.raises(InputError) as error:
        new_format(file)
    for lang in (error.value.zh, error.value.en):
        assert "--set" in lang
        assert "Biaya" in lang
        assert "Rp250.000" in lang
    with pytest.raises(InputError, match="哪个平台"):
        new_format(file, leave=True)
    assert not own.exists()


def test_a_person_is_asked_only_what_is_open(own: Path, tmp_path: Path) -> None:
    asked = []
    answers = {"platform": "tokopedia", "role": "daily", "Biaya": "cost"}

    def ask(question: Question) -> str:
        asked.append(question.about)
        return answers.get(question.about, "-")

    _, lesson = new_format(delimited(tmp_path / "laporan.csv", RUPIAH), ask=ask)
    assert set(answers) <= set(asked)
    assert "currency" not in asked
    assert not {"GMV", "Tanggal", "Pesanan"} & set(asked)
    assert lesson.sums == {"gmv_platform": 3_000_500.0, "cost": 600_000.0, "orders": 27.0}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("无此列=date", "没有“无此列”"),
        ("GMV=钱", "没有这个含义"),
        ("role=x", "没有这个角色"),
        ("GMV", "列名=含义"),
    ],
)
def test_an_answer_that_means_nothing_is_refused(said: str, why: str, own: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=why):
        new_format(delimited(tmp_path / "laporan.csv", RUPIAH), said=[said])


def test_the_folder_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XL_FACT_FORMATS", str(tmp_path / "here"))
    assert users_folder() == tmp_path / "here"
    assert formats_module.formats() == shipped(), "a folder that isn't there adds nothing"
    monkeypatch.delenv("XL_FACT_FORMATS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("sys.platform", "linux")
    assert users_folder() == tmp_path / "data" / "xl-fact" / "formats"


def test_a_span_of_days_keeps_its_end(own: Path, tmp_path: Path) -> None:
    rows = [
        ["Date", "GMV", "Orders"],
        ["2026-06-01 ~ 2026-06-28", "$500.25", "7"],
        ["2026-07-01 ~ 2026-07-28", "$90.5", "2"],
    ]
    said = ["platform=shopee", "role=daily", "currency=USD"]
    _, lesson = new_format(delimited(tmp_path / "window.csv", rows), said=said, leave=True)
    (layout,) = lesson.format.layouts
    assert [(c.key, c.dates) for c in layout.columns if c.headings == ("Date",)] == [
        ("date", ""),
        ("until", "end"),
    ]


def truth_of(match: Match) -> dict[str, tuple[str, dict[str, str]]]:
    """What the shipped format takes of a table: heading → meaning, and of which owner and carrier it is a part."""
    header = match.header
    taken: dict[str, tuple[str, dict[str, str]]] = {}
    for column in match.layout.columns:
        place = match.index_of(column)
        if place is not None:
            taken.setdefault(header.names[place], (column.key, {}))
        if column.sum:
            taken |= {name: (column.key, {}) for name in column.names if name in header.names}
    for part in match.layout.parts:
        for column in part.take:
            for name in set(column.names) & set(header.names):
                taken.setdefault(name, (column.key, dict(part.constant)))
    return taken


def told(column: DraftColumn) -> tuple[str, dict[str, str]]:
    """What a draft takes a column for."""
    return column.key, dict(column.part)


def tables() -> Iterator[tuple[Path, str, Match, list[Any]]]:
    """Every table of a case or sample that a shipped format knows."""
    folders = [SAMPLES, *sorted((SAMPLES.parent / "cases").glob("[LF]*"))]
    for folder in folders:
        for file in sorted([*folder.glob("*.xlsx"), *folder.glob("*.csv")]):
            with opened(file, Limits()) as source:
                for table in source.tables:
                    try:
                        match = recognise(file.name, table.name, table.head, shipped(), file.stem)
                    except InputError:
                        continue
                    if match is not None and match.layout.nothing is None:
                        yield file, table.name, match, list(table.head)


def test_with_its_own_format_deleted_a_layout_is_told_and_never_wrongly(
    samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    wrong = []
    for file, sheet, match, head in tables():
        key, truth = f"{file.parent.name} {match.format.key} {file.stem[:12]}", truth_of(match)
        synonyms = Synonyms.of(without(match.format.key))
        rows = head[match.header.row + 1 :]
        first = Draft(file.stem, sheet, match.header, rows, synonyms)
        wrong += [(file.name, "role", first.role)] if first.role not in ("", match.layout.role) else []
        wrong += (
            [(file.name, "platform", first.platform)]
            if first.platform not in ("", match.format.platform)
            else []
        )
        said = {"role": match.layout.role, "platform": match.format.platform}
        draft = Draft(file.stem, sheet, match.header, rows, synonyms, said)
        if match.format.currency and draft.currency not in ("", match.format.currency):
            wrong.append((file.name, "currency", draft.currency))
        for column in draft.columns:
            meant = truth.get(column.name)
            if meant is None:
                continue
            whole[key] += 1
            right[key] += told(column) == meant
            asked[key] += column.open
            if not column.open and told(column) != meant:
                wrong.append((file.name, column.heading, column.key or column.reason, meant))
    with capsys.disabled():
        print()
        for key in sorted(whole):
            share = right[key] / whole[key]
            print(f"{key:64} {right[key]:4} / {whole[key]:<4} {share:4.0%}  asked {asked[key]}")
        print(f"{'all':64} {right.total():4} / {whole.total():<4} {right.total() / whole.total():4.0%}")
    assert wrong == []
    assert {key for key in whole if right[key] < 0.75 * whole[key]} == set()
    assert right.total() >= 0.8 * whole.total()


def test_of_every_shipped_format_the_headings_alone_mislead_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Headings without a single cell, each format unknown to itself: what isn't certain is asked."""
    right = whole = 0
    wrong = []
    for format in shipped():
        synonyms = Synonyms.of(without(format.key))
        for layout in format.layouts:
            names = [column.headings[0] for column in layout.columns]
            found = headers([list(dict.fromkeys([*names, *layout.ignored]))])
            if layout.nothing is not None or not found:
                continue
            first = Draft("x", "x", found[0], [], synonyms)
            wrong += [(format.key, "role", first.role)] if first.role not in ("", layout.role) else []
            wrong += (
                [(format.key, "platform", first.platform)]
                if first.platform not in ("", format.platform)
                else []
            )
            said = {"role": layout.role, "platform": format.platform}
            draft = Draft("x", "x", found[0], [], synonyms, said)
            truth = truth_of(Match(format, layout, found[0], 0, ()))
            for column in draft.columns:
                if meant := truth.get(column.name):
                    whole += 1
                    right += told(column) == meant
                    if not column.open and told(column) != meant:
                        wrong.append((format.key, column.heading, column.key or column.reason))
    with capsys.disabled():
        print(f"\nheadings alone: {right} / {whole} {right / whole:.0%}")
    assert wrong == []
    assert right >= 0.75 * whole


def drafted(name: str, rows: list[list[Any]], role: str, platform: str = "x") -> dict[str, DraftColumn]:
    """The columns of a draft of some rows by heading, when a person has said what the rows are."""
    (header,) = headers(rows[:1])
    said = {"role": role, "platform": platform}
    draft = Draft(name, "Sheet1", header, rows[1:], Synonyms.of(shipped()), said)
    return {column.heading: column for column in draft.columns}


@pytest.mark.parametrize(
    ("pool", "floor"),
    [(strangers.PRACTICE, 0.85), (strangers.HELD_OUT, 0.85), (strangers.BLIND, 0.45)],
    ids=["practice", "held_out", "blind"],
)
def test_layouts_of_other_platforms_are_told_in_part_and_never_wrongly(
    pool: Sequence[strangers.Stranger], floor: float, capsys: pytest.CaptureFixture[str]
) -> None:
    right: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    wrong = []
    for stranger in pool:
        rows = stranger.rows()
        (header,) = headers(rows[:1])
        first = Draft(stranger.name, "Sheet1", header, rows[1:], Synonyms.of(shipped()))
        wrong += [(stranger.name, "role", first.role)] if first.role not in ("", stranger.role) else []
        wrong += (
            [(stranger.name, "platform", first.platform)]
            if first.platform not in ("", stranger.platform)
            else []
        )
        wrong += (
            [(stranger.name, "currency", first.currency)]
            if first.currency not in ("", stranger.currency)
            else []
        )
        for heading, column in drafted(stranger.name, rows, stranger.role, stranger.platform).items():
            meant = stranger.meant[heading]
            whole[stranger.name] += bool(meant)
            right[stranger.name] += bool(meant) and told(column) == (meant, {})
            if (column.key or column.part) and told(column) != (meant, {}):
                wrong.append((stranger.name, heading, column.key))
            if meant and column.reason:
                wrong.append((stranger.name, heading, column.reason))
    with capsys.disabled():
        print()
        for name in whole:
            print(f"{name[:40]:40} {right[name]:3} / {whole[name]:<3} {right[name] / whole[name]:4.0%}")
        print(f"{'all':40} {right.total():3} / {whole.total():<3} {right.total() / whole.total():4.0%}")
    assert wrong == []
    assert right.total() >= floor * whole.total()


PARTS = [
    ["商品ID", "商品名称", "成交金额", "成交订单数", "直播间成交金额", "短视频成交金额", "商品卡成交金额", "直播间成交订单数",
     "短视频成交订单数", "商品卡成交订单数"],
    ["1000000000001", "面霜", 100.0, 10, 60.0, 25.5, 14.5, 6, 3, 1],
    ["1000000000002", "眼霜", 80.0, 8, 10.0, 0.0, 60.0, 1, 0, 6],
]  # fmt: skip


def test_figures_by_carrier_are_parts_of_their_whole(own: Path, tmp_path: Path) -> None:
    said = ["platform=douyin", "role=products"]
    file = workbook(tmp_path / "商品_20260801-20260831.xlsx", {"Sheet1": PARTS})
    _, lesson = new_format(file, said=said, leave=True)
    facts = read_exports(file).facts
    assert {key: lesson.sums[key] for key in ("gmv_platform", "orders")} == {
        "gmv_platform": 180.0,
        "orders": 18.0,
    }
    by_carrier = facts.groupby("carrier")[["gmv_platform", "orders"]].sum().to_dict("index")
    assert by_carrier == {
        "": {"gmv_platform": 10.0, "orders": 1.0},
        "直播": {"gmv_platform": 70.0, "orders": 7.0},
        "短视频": {"gmv_platform": 25.5, "orders": 3.0},
        "商品卡": {"gmv_platform": 74.5, "orders": 7.0},
    }


def test_what_exceeds_its_whole_is_no_part_of_it() -> None:
    rows = [list(row) for row in PARTS]
    rows[2][4] = 30.0  # 30 + 60 of 80
    columns = drafted("商品", rows, "products", "douyin")
    assert [columns[heading].key for heading in PARTS[0][4:7]] == ["", "", ""]
    assert columns["直播间成交订单数"].part == {"carrier": "直播"}


def test_what_the_carriers_give_in_every_row_is_their_whole() -> None:
    rows = [
        ["Creator username", "Affiliate GMV", "Affiliate LIVE GMV", "Affiliate shoppable video GMV"],
        ["demo.a", 30.5, 10.5, 20.0],
        ["demo.b", 8.0, 0.0, 8.0],
    ]
    (header,) = headers(rows[:1])
    known = Synonyms.of(without("tiktok_affiliate_creators"))
    said = {"role": "creators", "platform": "tiktok"}
    draft = Draft("creators", "Sheet1", header, rows[1:], known, said)
    assert [column.key for column in draft.columns[1:]] == ["gmv_platform", "", ""]
    rows[2][1] = 9.0
    draft = Draft("creators", "Sheet1", header, rows[1:], known, said)
    assert draft.columns[1].open, "what doesn't add up is asked"


def test_a_whole_and_what_is_direct_of_it_are_told_by_their_sum() -> None:
    rows = [
        ["日期", "总成交金额", "直接成交金额", "间接成交金额"],
        *([f"2026-08-{n:02}", 30.5 * n, 20.0 * n, 10.5 * n] for n in range(1, 5)),
    ]
    assert drafted("推广", rows, "ads")["直接成交金额"].key == "gmv_direct"
    rows[2][3] += 1
    columns = drafted("推广", rows, "ads")
    assert columns["间接成交金额"].open, "what doesn't add up is asked"


@pytest.mark.parametrize(
    ("heading", "length", "more", "scale"),
    [
        ("直播时长", 120, {"下播时间": "2026-08-01 11:00:00"}, 1),
        ("直播时长", 2, {"下播时间": "2026-08-01 11:00:00"}, 60),
        ("直播时长", 7200, {"下播时间": "2026-08-01 11:00:00"}, 1 / 60),
        ("直播时长", 2, {"单小时成交金额": 617.25}, 60),
        ("直播时长(小时)", 2, {}, 60),
        ("直播时长", 2, {}, None),
        ("直播时长", 2, {"单小时成交金额": 618.25}, None),
        ("直播时长", 2, {"下播时间": "2026-08-01 12:00:00"}, None),
    ],
)
def test_the_unit_of_a_duration_is_proved_or_asked(
    heading: str, length: float, more: dict[str, Any], scale: float | None
) -> None:
    row = {
        "直播间ID": "7600000000000000001",
        "开播时间": "2026-08-01 09:00:00",
        "成交金额": 1234.5,
        heading: length,
        **more,
    }
    column = drafted("直播", [list(row), list(row.values())], "sessions", "douyin")[heading]
    assert (column.scale if column.key == "live_minutes" else None) == scale
    assert column.open == (scale is None)


def test_two_formats_of_one_name_are_both_kept(tmp_path: Path) -> None:
    """Into a folder that isn't among those known: a second file of the same name has another key."""
    out = tmp_path / "kept"
    texts = []
    for n, (day, sold) in enumerate((("日期", "GMV"), ("统计日期", "直播间GMV"))):
        rows = [[day, sold, "投流消耗"], ["2026-06-01", 100.0 + n, 10.0], ["2026-06-02", 90.0, 9.0]]
        (tmp_path / str(n)).mkdir()
        file = workbook(tmp_path / str(n) / "a_快手.xlsx", {"Sheet1": rows})
        written, lesson = new_format(file, out=out, said=["role=daily"], leave=True)
        assert written.stem == lesson.format.key
        texts.append(lesson.text)
    assert sorted(path.name for path in out.iterdir()) == ["my_a.toml", "my_a_2.toml"]
    assert [(out / name).read_text("utf-8") for name in ("my_a.toml", "my_a_2.toml")] == texts


def test_headings_that_come_again_are_told_apart_by_the_row_of_groups_above(
    own: Path, tmp_path: Path
) -> None:
    rows = [
        ["日期", "合计", "", "直播（万元）", "", "短视频", ""],
        ["", "成交金额", "花费", "成交金额", "花费", "成交金额", "花费"],
        ["2026-06-01", 300.0, 31.0, 0.02, 0.002, 100.0, 11.0],
        ["2026-06-02", 450.0, 42.0, 0.03, 0.003, 150.0, 12.0],
    ]
    file = workbook(tmp_path / "快手日报.xlsx", {"Sheet1": rows})
    _, lesson = new_format(file, said=["role=daily"], leave=True)
    assert lesson.sums == {"gmv_platform": 750.0, "cost": 73.0}
    facts = read_exports(file).facts
    by_carrier = facts.groupby("carrier")[["gmv_platform", "cost"]].sum().round(2).to_dict("index")
    assert by_carrier == {
        "": {"gmv_platform": 0.0, "cost": 0.0},
        "直播": {"gmv_platform": 500.0, "cost": 50.0},
        "短视频": {"gmv_platform": 250.0, "cost": 23.0},
    }


def test_groups_without_their_whole_are_asked_and_only_one_column_is_one_figure(
    own: Path, tmp_path: Path
) -> None:
    rows = [
        ["", "抖音店", "", "快手店", ""],
        ["日期", "成交金额", "花费", "成交金额", "花费"],
        *([f"2026-06-0{n}", 1000.0 + n, 100.0 + n, 500.0 - n, 50.0 - n] for n in range(1, 5)),
    ]
    file = workbook(tmp_path / "周报.xlsx", {"Sheet1": rows})
    said = ["platform=kuaishou", "role=daily", "currency=CNY"]
    with pytest.raises(InputError, match="抖音店成交金额"):
        new_format(file, said=said)
    both = ["抖音店成交金额=gmv_platform", "快手店成交金额=gmv_platform"]
    with pytest.raises(InputError, match="只能取一列"):
        new_format(file, said=[*said, *both], leave=True)
    _, lesson = new_format(file, said=[*said, both[1], "快手店花费=cost"], leave=True)
    assert lesson.sums == {"gmv_platform": 1990.0, "cost": 190.0}
    assert lesson.left == ("抖音店成交金额", "抖音店花费")


def test_of_two_headings_alike_a_person_may_leave_out_one(own: Path, tmp_path: Path) -> None:
    rows = [["日期", "成交金额", "成交金额"], ["2026-06-01", 100.0, 7.0], ["2026-06-02", 50.0, 9.0]]
    file = workbook(tmp_path / "快手日报.xlsx", {"Sheet1": rows})
    with pytest.raises(InputError, match="有两个"):
        new_format(file, said=["role=daily"], leave=True)
    new_format(file, said=["role=daily", "成交金额#2=-"])
    assert read_exports(file).facts["gmv_platform"].sum() == 150.0


USELESS = {
    "无金额": (["日期", "会员编号", "消费金额"], ["2026-06-01", "A001", 100.5], "没有一列是金额或数量.*消费金额"),
    "无日期": (["Fecha", "SKU", "Ingresos (€)"], ["13.vi", "A1", 100.5], "没有一列是日期"),
    "日期没说清": (["成交日期", "建档日期", "商品名称", "成交金额"], ["2026-06-01", "2026-05-01", "面霜", 9.5],
              "没有一列是日期.*成交日期、建档日期"),
}  # fmt: skip


@pytest.mark.parametrize("kind", USELESS)
def test_a_format_that_reads_nothing_useful_is_not_kept(kind: str, own: Path, tmp_path: Path) -> None:
    heading, row, why = USELESS[kind]
    file = workbook(tmp_path / "微信.xlsx", {"Sheet1": [heading, row, row]})
    role = "products" if kind == "日期没说清" else "daily"
    said = [f"role={role}", "currency=EUR" if kind == "无日期" else "currency=CNY"]
    with pytest.raises(InputError, match=why):
        new_format(file, said=said, leave=True)
    assert not own.exists()


def test_what_a_file_gives_is_told_in_each_of_its_currencies(own: Path, tmp_path: Path) -> None:
    rows = [["Date", "Currency", "Sales"], ["2026-06-01", "SGD", 100.0], ["2026-06-01", "MYR", 40.5]]
    file = workbook(tmp_path / "shopee.xlsx", {"Sheet1": rows})
    _, lesson = new_format(file, said=["role=daily", "currency=SGD", "Sales=gmv_platform"])
    told = "\n".join(lesson.lines("en"))
    assert "100.00 SGD" in told
    assert "40.50 MYR" in told
    assert "140.50" not in told


def orders(placed: str, paid: str, done: str) -> list[list[Any]]:
    """Five orders: two paid and done, one paid and cancelled later, one never paid, one paid on delivery."""
    return [
        ["订单号", placed, paid, done, "商品名称", "实付金额", "支付方式", "订单状态"],
        ["240000000001", "2026-06-29 23:00:00", "2026-06-30 00:10:00", "2026-07-08 09:00:00", "皂", 100.5, "微信", "交易成功"],
        ["240000000002", "2026-06-30 23:50:00", "2026-07-01 00:05:00", "2026-07-09 09:00:00", "皂", 200.0, "微信", "交易成功"],
        ["240000000003", "2026-06-12 10:00:00", "2026-06-12 10:01:00", "", "皂", 40.0, "微信", "已取消"],
        ["240000000004", "2026-06-13 10:00:00", "", "", "皂", 999.0, "微信", "已取消"],
        ["240000000005", "2026-06-14 10:00:00", "", "2026-07-02 10:00:00", "皂", 8.0, "货到付款", "交易成功"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("placed", "paid", "done"),
    [
        ("下单时间", "付款时间", "完成时间"),
        ("日期", "买家付款时间", "结算时间"),
        ("订单创建时间", "支付成功时间", "确认收货时间"),
        ("Create Time", "Payment Time", "Complete Time"),
    ],
)
def test_an_order_is_of_the_day_on_which_it_was_paid_or_placed_on_delivery(
    placed: str, paid: str, done: str, own: Path, tmp_path: Path
) -> None:
    rows = orders(placed, paid, done)
    if placed == "日期":  # of which nobody says that it is that of placing
        del rows[-1]
    file = workbook(tmp_path / "快手订单.xlsx", {"Sheet1": rows})
    new_format(file, said=["role=orders"], leave=True)
    facts = read_exports(file).facts
    by_day = facts.groupby(facts["date"].dt.strftime("%m-%d"))["gmv_paid"].sum().to_dict()
    assert by_day == {"06-12": 40.0, "06-30": 100.5, "07-01": 200.0} | (
        {} if placed == "日期" else {"06-14": 8.0}
    )


@pytest.mark.parametrize("heading", ["完成时间", "发货时间", "结算时间"])
def test_a_later_moment_of_an_order_is_never_its_day_in_silence(
    heading: str, own: Path, tmp_path: Path
) -> None:
    rows = [[row[0], *row[3:]] for row in orders("", "", heading)]
    file = workbook(tmp_path / "快手订单.xlsx", {"Sheet1": rows[:3]})
    with pytest.raises(InputError, match=f"“{heading}”.*date"):
        new_format(file, said=["role=orders"])
    with pytest.raises(InputError, match="没有一列是日期"):
        new_format(file, said=["role=orders"], leave=True)
    new_format(file, said=["role=orders", f"{heading}=date"], leave=True)
    assert read_exports(file).facts["date"].dt.month.tolist() == [7, 7]


SESSIONS = [
    ["直播标题", "开播时间", "直播时长", "GMV"],
    *(["夜场", f"2026-06-0{n} 20:00:00", 2.5 + n % 3, 900.0 + n] for n in range(1, 7)),
]


@pytest.mark.parametrize(("unit", "minutes"), [("小时", 1260.0), ("minutes", 21.0), ("秒", 0.35)])
def test_a_duration_of_no_known_unit_is_asked_even_of_who_says_what_it_is(
    unit: str, minutes: float, own: Path, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "快手直播.xlsx", {"Sheet1": SESSIONS})
    said = ["role=sessions", "直播时长=live_minutes"]
    with pytest.raises(InputError, match="分钟、小时还是秒"):
        new_format(file, said=said, leave=True)
    with pytest.raises(InputError, match="写 分钟、小时 或 秒"):
        new_format(file, said=[*said, "直播时长:单位=天"], leave=True)
    assert not own.exists()
    _, lesson = new_format(file, said=[*said, f"直播时长:单位={unit}"])
    assert lesson.sums["live_minutes"] == pytest.approx(minutes)
    assert read_exports(file).facts["live_minutes"].sum() == pytest.approx(minutes)


@pytest.mark.parametrize(
    ("heading", "minutes"), [("时长(小时)", 1260.0), ("时长(分钟)", 21.0), ("时长（秒）", 0.35)]
)
def test_a_duration_that_a_person_names_is_of_the_unit_of_its_heading(
    heading: str, minutes: float, own: Path, tmp_path: Path
) -> None:
    rows = [[*SESSIONS[0][:2], heading, "GMV"], *SESSIONS[1:]]
    file = workbook(tmp_path / "快手直播.xlsx", {"Sheet1": rows})
    _, lesson = new_format(file, said=["role=sessions", f"{heading}=live_minutes"])
    assert lesson.sums["live_minutes"] == pytest.approx(minutes)


def test_a_market_s_figure_since_the_beginning_is_not_that_of_the_period() -> None:
    rows = [["商品", "销量", "总销量"], ["甲", 10, 900], ["乙", 20, 400]]
    columns = drafted("榜单", rows, "market")
    assert [columns[heading].key for heading in rows[0]] == ["product", "items", ""]
    rows[1][2] = 5
    columns = drafted("榜单", rows, "market")
    assert columns["销量"].open, "a total below the period's is none"


@pytest.mark.parametrize(("beside", "certain"), [("Visitors", False), ("Ad clicks", True), ("ROAS", True)])
def test_a_cost_is_of_ads_only_beside_something_that_tells_of_ads(beside: str, certain: bool) -> None:
    """In a book kept by hand it may be what the goods cost."""
    rows = [["Date", "Sales", "Cost", beside]]
    rows += [[f"2026-08-{day:02}", 1000 + day * 7, 400 + day * 3, 90 + day] for day in range(1, 15)]
    cost = drafted("book.xlsx", rows, "daily")["Cost"]
    assert (cost.key, cost.open) == (("cost", False) if certain else ("", True))
    assert "cost" in cost.candidates or certain
