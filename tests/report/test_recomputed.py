"""Every number of 概览, FACT对比, 利润表, GPM拆解 and 商品, and of every sentence on them, computed again from the raw exports.

By plain pandas, without the package: the sheets of the export are read, filtered and summed here; what the workbook shows is
read from its cells. A number on these pages that nothing here computes fails the test, too.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from report import recomputed_beside, recomputed_products, recomputed_sentences
from xl_fact.brand import Brand, Economics, Strengths, read_brand
from xl_fact.demo import write_demo
from xl_fact.exports.reading import read_exports
from xl_fact.filling.write import write_report
from xl_fact.report.build import build_report
from xl_fact.report.kinds import NUMERIC
from xl_fact.report.model import Report

PAGES = ("overview", "compare", "profit", "bridge", "products", "lives", "market", "fit")
BESIDE = ("tiers", "tier_profit", "maturity", "campaigns", "campaign_verdicts")
"""Tables of other pages that are computed again, too."""
LABELS = {"F": "F 自播", "A": "A 达人矩阵", "T": "T 头部达人", "S": "S 搜索商城"}
SUMS = ["gmv", "refund", "base", "clicks", "orders", "cost", "commission", "fee"]
LEAST = 100.0

CAMPAIGNS = (1, 3), (13, 20)
"""The days of the demo's campaigns: 11 of June, where May has 2."""


def raw(path: Path, book: Path | None = None) -> pd.DataFrame:
    """One row a day, owner, carrier and channel, from the three sheets that tell of them; who is a head, the book says."""
    sheets = pd.read_excel(path, sheet_name=["自营成交", "合作成交", "载体构成"], engine="openpyxl")
    sold = []
    names = {
        "用户支付金额": "gmv", "退款金额(支付时间)": "refund", "商品曝光次数": "base",
        "商品点击次数": "clicks", "成交订单数": "orders",
    }  # fmt: skip
    for owner in ("自营", "合作"):
        sheet = sheets[f"{owner}成交"]
        sheet = sheet[(sheet["投放时段"] == "不限") & (sheet["载体类型"] != "全部")]
        sold.append(sheet.rename(columns=names).assign(owner=owner, carrier=sheet["载体类型"]))
    spent = sheets["载体构成"].rename(
        columns={
            "投放消耗(店铺被投)": "cost", "达人佣金(结算口径)": "commission", "平台佣金(结算口径)": "fee", "自营/合作": "owner",
            "载体类型": "carrier",
        }
    )  # fmt: skip
    keys = ["日期", "owner", "carrier"]
    both = pd.concat(sold).groupby(keys)[list(names.values())].sum()
    both = (
        both.join(spent.groupby(keys)[["cost", "commission", "fee"]].sum(), how="outer")
        .fillna(0.0)
        .reset_index()
    )
    content = both["carrier"].isin(["直播", "短视频", "图文"])
    both["channel"] = np.where(both["owner"] == "合作", "A", np.where(content, "F", "S"))
    if book is not None:
        both = heads_apart(both, spent.rename(columns=names), book)
    both["date"] = pd.to_datetime(both["日期"].astype(str))
    return both


def heads_apart(both: pd.DataFrame, accounts: pd.DataFrame, book: Path) -> pd.DataFrame:
    """The partners' sums with those of creators of five million followers apart, where the accounts add up to the sums."""
    known = pd.read_excel(book, engine="openpyxl", dtype={"达人抖音号": str})
    heads = set(known.loc[known["粉丝数"] >= 5_000_000, "达人抖音号"])
    partners = accounts[accounts["owner"] == "合作"]
    theirs = partners[partners["抖音号"].astype(str).isin(heads)]
    listed = partners.groupby(["日期", "carrier"])[SUMS].sum()
    sums = both[both["owner"] == "合作"].set_index(["日期", "carrier"])[SUMS]
    wrong = (
        ((sums - listed.reindex(sums.index).fillna(0.0)).abs() > 0.01).any(axis=1).groupby("carrier").any()
    )
    assert dict(wrong) == {"其他": False, "商品卡": True, "图文": False, "直播": False, "短视频": False}
    taken = theirs[theirs["carrier"].isin(wrong.index[~wrong])].groupby(["日期", "carrier"])[SUMS].sum()
    assert len(taken)
    rest = both.set_index(["owner", "日期", "carrier"])
    at = pd.MultiIndex.from_tuples([("合作", *key) for key in taken.index], names=rest.index.names)
    rest.loc[at, SUMS] -= taken.to_numpy()
    top = taken.reset_index().assign(owner="合作", channel="T")
    return pd.concat([rest.reset_index(), top], ignore_index=True)


def creators(path: Path, gmv_first: int = 20) -> pd.DataFrame:
    """The partners' accounts that sold most."""
    sheet = pd.read_excel(path, sheet_name="载体构成", engine="openpyxl")
    sheet = sheet[sheet["自营/合作"] == "合作"].rename(
        columns={
            "用户支付金额": "gmv", "退款金额(支付时间)": "refund", "投放消耗(店铺被投)": "cost",
            "达人佣金(结算口径)": "commission",
            "平台佣金(结算口径)": "fee",
        }
    )  # fmt: skip
    summed = sheet.groupby("账号/渠道")[["gmv", "refund", "cost", "commission", "fee"]].sum()
    return summed.sort_values("gmv", ascending=False).head(gmv_first)


def over(a: Any, b: Any, least: float = 0.0) -> Any:
    """A ratio; NaN where there is nothing below, or less than the least cost."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    with np.errstate(all="ignore"):
        return np.where((b > 0) & (b >= least), a / b, np.nan)


@dataclass
class Expected:
    """What one report should show: tables as frames by the keys of their columns, totals in the last row, and figures."""

    month: pd.DataFrame
    before: pd.DataFrame | None
    people: pd.DataFrame
    margin: float
    raw: Path
    target: float | None = None
    roi_target: float | None = None
    benchmark: float | None = None
    campaign: tuple[int, ...] = ()
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=dict)
    sessions: Path | None = None
    videos: tuple[Path, ...] = ()
    figures: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.compare()
        self.profit()
        self.carriers()
        self.daily()
        self.overview()
        self.bridge()
        tables, figures = recomputed_products.products(self.raw)
        self.tables |= tables
        self.figures |= figures
        if self.campaign:
            tables, told = recomputed_sentences.campaigns(self.month, CAMPAIGNS, self.margin, wan)
            self.tables |= tables
            self.told |= told

    # ------------------------------------------------------------ tables
    def summed(self, frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
        found = frame.groupby(by, sort=False)[SUMS].sum()
        whole = found.sum().to_frame().T
        whole.index = pd.Index(["合计"]) if len(by) == 1 else pd.MultiIndex.from_tuples([("合计", "")])
        return pd.concat([found, whole])

    def ratios(self, t: pd.DataFrame) -> pd.DataFrame:
        t = t.copy()
        t["gpm"], t["cpm"] = over(t.gmv, t.base) * 1000, over(t.cost, t.base) * 1000
        t["roi"], t["net_roi"] = over(t.gmv, t.cost, LEAST), over(t.gmv - t.refund, t.cost, LEAST)
        t["aov"], t["refund_rate"] = over(t.gmv, t.orders), over(t.refund, t.gmv)
        return t

    def compare(self) -> None:
        t = self.ratios(self.summed(self.month, ["channel"]))
        for key, share in (("gmv", "share"), ("base", "base_share"), ("cost", "cost_share")):
            t[share] = t[key] / t[key].iloc[-1]
        k = over(t.commission + t.fee, t.gmv - t.refund)
        t["breakeven"] = t.cpm / ((self.margin - k) * (1 - t.refund_rate))
        self.tables["compare"] = t

    def lines(self, t: pd.DataFrame) -> pd.DataFrame:
        t = t.assign(net=t.gmv - t.refund, creators=t.commission, platform_fee=t.fee)
        t["goods"] = t.net * (1 - self.margin)
        t["earned"] = t.net - t.goods - t.creators - t.platform_fee
        t["result"] = t.earned - t.cost
        return t

    def profit(self) -> None:
        compare = self.tables["compare"]
        t = self.lines(compare)
        t["taken"] = over(t.creators + t.platform_fee, t.net)
        mark = self.benchmark or compare.gpm.iloc[-1]
        ran = self.lines(self.summed(self.month[self.month.cost != 0], ["channel"]))  # where ads ran
        t["borne"] = [ran.result.get(name, np.nan) for name in t.index]
        t.loc["合计", "borne"] = t.borne.iloc[:-1].sum()
        t["slope"], t["room"] = t.gpm / mark, np.fmin(t.gpm / t.breakeven, t.borne / t.cost + 1)
        low = np.fmin(t.result, t.borne)
        t["rule"] = [
            11
            if e <= 0
            else 7
            if c < LEAST
            else ((4 if r >= 1.1 else 9) if s >= 1 else 5 if r >= 1.5 else 6)
            if p > 0
            else (9 if s >= 1 else 10)
            for e, c, s, r, p in zip(t.earned, t.cost, t.slope, t.room, low, strict=True)
        ]
        t.iloc[-1, [t.columns.get_loc(key) for key in ("slope", "room", "rule")]] = np.nan
        self.tables["pnl"] = t
        self.tables["pnl_carriers"] = self.lines(self.summed(self.month, ["owner", "carrier"]))
        people = self.people.copy()
        people.loc["合计"] = people.sum()
        self.tables["pnl_creators"] = self.lines(people)
        actions = t.iloc[:-1].copy()
        stakes = {
            4: t.result, 5: t.result, 6: (mark - t.gpm) * t.base / 1000, 7: t.result,
            9: t.cost * (1 - t.room.fillna(0) / 1.1), 10: -low, 11: t.cost,
        }  # fmt: skip
        actions["amount"] = [stakes[int(rule)].iloc[row] for row, rule in enumerate(actions.rule)]
        self.tables["actions"] = actions
        self.tables["who"] = t.iloc[:-1]

    def carriers(self) -> None:
        self.tables["carriers"] = self.ratios(self.summed(self.month, ["owner", "carrier"]))

    def daily(self) -> None:
        t = self.ratios(self.summed(self.month.sort_values("date"), ["date"]))
        for letter in dict.fromkeys(self.month.channel):
            of = self.month[self.month.channel == letter].groupby("date").gmv.sum()
            t[f"gmv_{letter.lower()}"] = [*(of.get(day, 0.0) for day in t.index[:-1]), of.sum()]
        t["sum"] = [*t.gmv.iloc[:-1].cumsum(), np.nan]
        target = np.nan if self.target is None else self.target
        t["line"] = [*(target / (len(t) - 1) * day.day for day in t.index[:-1]), np.nan]
        self.tables["daily"] = t

    def overview(self) -> None:
        whole, figures = self.tables["compare"].iloc[-1], self.figures
        for key in ("gmv", "base", "gpm", "cost", "roi", "net_roi", "refund_rate", "aov"):
            figures[key] = whole[key]
        figures["profit"] = self.tables["pnl"].result.iloc[-1]
        figures |= dict.fromkeys(("pace_done", "pace_missing", "pace_roi"), "—")
        if self.target is not None and self.roi_target is not None:
            figures["pace_done"], figures["pace_missing"] = (
                whole.gmv / self.target,
                max(0.0, self.target - whole.gmv),
            )
            figures["pace_roi"] = whole.roi / self.roi_target
        if self.campaign:
            on = self.month[self.month.date.dt.day.isin(self.campaign)][["gmv", "base"]].sum()
            figures |= {
                "c_gmv": on.gmv,
                "c_base": on.base,
                "c_share": on.gmv / whole.gmv,
                "c_gpm": on.gmv / on.base * 1000,
            }
        if self.before is not None:
            then = self.lines(self.ratios(self.summed(self.before, ["channel"]))).iloc[-1]
            whole = self.lines(self.tables["compare"]).iloc[-1]
            rates = {"refund_rate"}
            self.tables["changes"] = pd.DataFrame(
                {
                    key: [
                        whole[key],
                        then[key],
                        (whole[key] - then[key]) * (100 if key in rates else 1),
                        (whole[key] - then[key]) * 100 if key in rates else whole[key] / then[key] - 1,
                    ]
                    for key in (
                        "gmv",
                        "base",
                        "gpm",
                        "orders",
                        "aov",
                        "cost",
                        "roi",
                        "refund",
                        "refund_rate",
                        "net_roi",
                        "result",
                    )
                }
            )
            moved = self.tables["changes"].iloc[3].rename({"result": "profit"})
            figures |= {f"{key}_change": float(moved[key]) for key in moved.index if key in figures}

    def moved(self, wan: recomputed_sentences.Amount) -> list[str]:
        """The profits and the line that moved them, where what it did beside GMV is more than what GMV did."""
        assert self.before is not None
        old, new = (
            self.lines(self.ratios(self.summed(frame, ["channel"]))).iloc[-1]
            for frame in (self.before, self.month)
        )
        grew = new.gmv / old.gmv
        beside = {key: old[key] * grew - new[key] for key in ("refund", "creators", "platform_fee", "cost")}
        beside["refund"] *= self.margin
        rest = new.result - old.result * grew
        assert sum(beside.values()) == pytest.approx(rest)
        if abs(rest) <= abs(old.result * (grew - 1)) or abs(rest) < 0.05 * max(
            abs(old.result), abs(new.result)
        ):
            return []
        way = math.copysign(1, rest)
        lengths = [frame.date.nunique() for frame in (self.before, self.month)]
        level = lengths[1] / lengths[0]
        paid = {key: old[key] * level - new[key] for key in beside}
        paid["refund"] *= self.margin
        did = {key: min(way * beside[key], way * paid[key]) for key in beside}
        line = max(did, key=lambda key: did[key])
        if did[line] <= max(0.0, way * (old.result + old.cost) * (grew - level)):
            return []
        shares = [f"{each[line] / each.gmv * 100:.1f}" for each in (old, new)]
        days = lengths if level != 1 else [1, 1]
        return [wan(old.result), wan(new.result), *shares, wan(old[line] / days[0]), wan(new[line] / days[1])]

    def halves(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        if self.before is not None:
            return self.before, self.month
        early = self.month.date.dt.day <= 15
        return self.month[early], self.month[~early]

    def bridge(self) -> None:
        old, new = (self.summed(frame, ["owner", "carrier"]) for frame in self.halves())
        t = pd.DataFrame(index=new.index)
        for tag, frame in (("before", old), ("after", new)):
            for key in ("gmv", "base"):
                t[f"{key}_{tag}"] = frame[key].reindex(t.index).fillna(0.0)
            t[f"share_{tag}"] = t[f"base_{tag}"] / t[f"base_{tag}"].iloc[-1]
            t[f"gpm_{tag}"] = over(t[f"gmv_{tag}"], t[f"base_{tag}"]) * 1000
        shop = (t.gpm_before.iloc[-1] + t.gpm_after.iloc[-1]) / 2
        t["mix"] = (t.share_after - t.share_before) * ((t.gpm_before + t.gpm_after) / 2 - shop)
        t["rate"] = (t.gpm_after - t.gpm_before) * (t.share_before + t.share_after) / 2
        t.loc[("合计", ""), ["mix", "rate"]] = t[["mix", "rate"]].iloc[:-1].sum()
        t["effect"] = t["mix"] + t["rate"]
        self.tables["mix"] = t
        p = self.ratios(pd.DataFrame([old.iloc[-1], new.iloc[-1]]).reset_index(drop=True))
        p["ctr"], p["cvr"] = p.clicks / p.base, p.orders / p.clicks
        self.tables["periods"] = p
        keys = ["ctr", "cvr", "aov"]
        weight = (p.gpm[1] - p.gpm[0]) / math.log(p.gpm[1] / p.gpm[0])
        effect = [weight * math.log(p[key][1] / p[key][0]) for key in keys]
        f = pd.DataFrame(
            {"before": p.loc[0, keys].tolist(), "after": p.loc[1, keys].tolist(), "effect": effect}
        )
        f["change"] = f.after / f.before - 1
        f.loc[3] = [np.nan, np.nan, sum(effect), np.nan]
        self.tables["factors"] = f
        ends = [p.gpm[0], *(p.gpm[0] + np.cumsum(effect)), p.gpm[1]]
        steps = [0.0, *effect, 0.0]
        self.tables["steps"] = pd.DataFrame(
            {
                "end": ends,
                "change": steps,
                "floor": [0.0, *(min(a, b) for a, b in pairwise(ends[:4])), 0.0],
                "level": [ends[0], 0, 0, 0, ends[-1]],
                "rise": [max(0.0, x) for x in steps],
                "fall": [max(0.0, -x) for x in steps],
            }
        )


# -------------------------------------------------------------------- the two reports
@dataclass
class Made:
    report: Report
    cells: dict[tuple[str, str], list[Any]]
    figures: dict[str, Any]
    expected: Expected


def made(report: Report, folder: Path, expected: Expected) -> Made:
    """The cells of the written workbook."""
    path = write_report(report, folder / "月报.xlsx").path
    book = openpyxl.load_workbook(path, data_only=True)
    cells, figures = {}, {}
    for section in report.sections:
        whole = section.key in PAGES
        sheet = book[section.title.text("zh")]
        for table in section.tables:
            if not whole and table.key not in BESIDE:
                continue
            left, top, _, bottom = range_boundaries(sheet.tables[f"xf_{table.key}"].ref)
            for number, column in enumerate(table.columns):
                if column.kind in NUMERIC and column.kind != "date":
                    cells[table.key, column.key] = [
                        sheet.cell(row, left + number).value for row in range(top + 1, bottom + 1)
                    ]
        for figure in section.figures:
            if whole and figure.kind in NUMERIC:
                sheet_name, address = book.defined_names[f"xf_{figure.key}"].attr_text.split("!")
                figures[figure.key] = book[sheet_name.strip("'")][address.replace("$", "")].value
    return Made(report, cells, figures, expected)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("demo")
    files = write_demo(folder)
    exports = [path for path in files if path.suffix == ".xlsx"]
    june = next(path for path in exports if "成交分析-20260601" in path.name)
    may = next(path for path in exports if "成交分析-20260501" in path.name)
    report = build_report(read_exports(exports), read_brand(folder / "brand.toml"), "2026-06")
    days = (1, 2, 3, *range(13, 21))
    beside = {
        key: next(path for path in exports if key in path.name)
        for key in ("直播明细", "达人名册", "素材", "蝉妈妈")
    }
    book = beside["达人名册"]
    expected = Expected(raw(june, book), raw(may, book), creators(june), 0.62, june, 14e6, 3.6, 250.0, days)
    expected.sessions = beside["直播明细"]
    expected.videos = tuple(path for path in exports if "视频详情" in path.name)
    for tables, told in (
        recomputed_beside.lives(beside["直播明细"], wan),
        recomputed_beside.tiers(june, beside["达人名册"], 0.62),
        recomputed_beside.maturity(beside["素材"]),
        recomputed_beside.market(beside["蝉妈妈"], wan),
        recomputed_sentences.fit((8.0, 5.0, 6.0, 4.0), 1.0, 0.8, 0.2, expected.month),
    ):
        expected.tables |= tables
        expected.told |= told
    return made(report, folder, expected)


@pytest.fixture(scope="module")
def real(compass: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    strengths = Strengths(3.0, 4.0, 9.0, 7.0, quality=0.5, match=0.3)
    brand = Brand(economics=Economics(margin=0.45), strengths=strengths)
    expected = Expected(raw(compass), None, creators(compass), 0.45, compass)
    tables, told = recomputed_sentences.fit((3.0, 4.0, 9.0, 7.0), 0.5, 0.3, 0.2, expected.month)
    expected.tables |= tables
    expected.told |= told
    report = build_report(read_exports([compass]), brand, "2026-06")
    return made(report, tmp_path_factory.mktemp("june"), expected)


@pytest.fixture(params=["demo", "real"])
def one(request: pytest.FixtureRequest) -> Made:
    found: Made = request.getfixturevalue(request.param)
    return found


def labels(made_: Made, table: str) -> list[Any]:
    """What stands at the left of a table's rows, as the raw sheets call it."""
    shown, values = made_.report.table(table), made_.report.values
    letters = {label: letter for letter, label in LABELS.items()}
    if table in ("compare", "pnl", "who", "actions"):
        rows: list[Any] = [letters[name] for name in values.column(table, "channel")]
    elif table == "positions":
        rows = [letters[name] for name in values.column(table, "position")]
    elif table in ("carriers", "pnl_carriers", "mix"):
        rows = list(zip(values.column(table, "owner"), values.column(table, "carrier"), strict=True))
    elif table == "pnl_creators":
        rows = list(values.column(table, "creator"))
    elif table == "daily":
        rows = [pd.Timestamp(day) for day in values.column(table, "date")]
    else:
        rows = list(range(shown.rows))
    if shown.totalled:
        rows.append(("合计", "") if isinstance(rows[0], tuple) else 3 if table == "factors" else "合计")
    return rows


def test_every_number_of_every_table(one: Made) -> None:
    held = 0
    for (table, key), cells in one.cells.items():
        frame = one.expected.tables[table]
        assert key in frame, f"nothing recomputes {table}.{key}"
        for label, cell in zip(labels(one, table), cells, strict=True):
            right = float(frame[key].loc[label])
            if isinstance(cell, int | float):
                assert cell == pytest.approx(right, rel=1e-9, abs=1e-6), (table, key, label)
                held += 1
            else:
                column = one.report.table(table).column(key)
                blank = label in ("合计", 3, ("合计", "")) and column.total is None
                assert blank or math.isnan(right), (table, key, label, cell, right)
    assert held > 500


def test_every_proof_of_the_checks(one: Made) -> None:
    """Both sides of each line of 校验; that every row has its place, the two sides say themselves."""
    values = one.report.values
    sides = zip(*(values.column("checks", key) for key in ("name", "left", "right")), strict=True)
    right = recomputed_sentences.checks(one.expected.raw, one.expected.month)
    found = {name: (left, told) for name, left, told in sides}
    left, told = found.pop("采用 + 搁置 = 读入（行）")
    assert left == told > 0
    assert set(found) == set(right)
    for name, pair in found.items():
        assert pair == pytest.approx(right[name], rel=1e-12, abs=1e-6), name
    assert set(values.column("checks", "verdict")) == {"通过"}


def test_every_card(one: Made) -> None:
    for key, cell in one.figures.items():
        assert key in one.expected.figures, f"nothing recomputes {key}"
        assert cell == pytest.approx(one.expected.figures[key]), key


# -------------------------------------------------------------------- sentences
def numbers(text: str) -> list[str]:
    """The numbers of a sentence as they are printed, in their order."""
    bare = re.sub(r"“.*?”", "“”", text)  # a name may hold numbers of its own
    return re.findall(r"[+-]?\d[\d,]*(?:\.\d+)?", bare)


def wan(amount: float) -> str:
    return f"{amount / 1e4:,.1f}" if abs(amount) >= 1e4 else f"{amount:,.0f}"


def test_every_number_of_every_sentence(one: Made) -> None:
    """Each sentence of the four pages: its numbers, one after the other, from the recomputed amounts."""
    e, texts = one.expected, one.report.texts
    t, pnl, mix = e.tables["compare"], e.tables["pnl"], e.tables["mix"]
    whole, channels = t.iloc[-1], t.iloc[:-1]
    least = whole.roi / (whole.gpm / whole.breakeven)
    by_roi, by_gpm = channels.roi.idxmax(), channels.gpm.idxmax()
    a, b = channels.loc[by_roi], channels.loc[by_gpm]
    done = [] if e.target is None else [f"{whole.gmv / e.target * 100:.1f}"]
    if e.target is not None and whole.gmv < e.target:
        done.append(wan(e.target - whole.gmv))
    month = ["2026", "6"]
    short = {
        key: [form(goal)] if goal is not None and whole[key] < goal else []
        for key, goal, form in (
            ("gpm", e.benchmark, "{:,.1f}".format), ("roi", e.roi_target, "{:.1f}".format),
        )
    }  # fmt: skip
    told: dict[str, list[str]] = {
        "headline": [*month, f"{whole.gmv / 1e4:,.1f}", *done, f"{whole.gpm:,.1f}", *short["gpm"], f"{whole.roi:.1f}",
                     f"{least:.1f}", *short["roi"], wan(abs(pnl.result.iloc[-1]))],
        "who_sentence": ["1", f"{a.roi:.1f}", f"{b.gpm:,.1f}"],
        "why_sentence": [f"{b.gpm / a.gpm:.1f}", f"{b.cpm / a.cpm:.1f}", f"{b.cpm:,.1f}", f"{a.cpm:,.1f}"]
        if by_roi != by_gpm else [],
        "bubble_title": [*month, f"{a.roi:.1f}", f"{b.gpm:,.1f}"],
    }  # fmt: skip
    top = channels.loc[channels.share.idxmax()]
    told["mix_title"] = [f"{top.share * 100:.0f}", f"{top.cost_share * 100:.0f}", *month]
    daily = e.tables["daily"].iloc[:-1]
    peak = daily.gmv.astype(float).idxmax()
    told["daily_title"] = [str(peak.month), str(peak.day), f"{daily.gmv[peak] / 1e4:,.1f}"]
    told["channels_sentence"] = [
        text
        for _, row in channels.sort_values("share", ascending=False).iterrows()
        for text in (f"{row.share * 100:.1f}", f"{row.gpm:,.1f}", f"{row.roi:.2f}")
    ]
    results = pnl.result.iloc[:-1]
    in_order = [letter for letter in LABELS if letter in results.index]
    told["profit_sentence"] = [*month, wan(abs(pnl.result.iloc[-1])), *(wan(results[x]) for x in in_order)]
    more = [x for x in in_order if pnl.rule[x] in (4, 5)]
    best = max(more, key=lambda x: pnl.room[x], default="")
    told["next_sentence"] = [
        *([wan(results[best])] if best else []),
        *(wan(abs(results[x])) for x in in_order if x != best),
    ]
    told |= {"verdict_legend": [], "coupons_sentence": []}
    last = mix.iloc[-1]
    sold, seen = last.gmv_after / last.gmv_before - 1, last.base_after / last.base_before - 1
    cause = "mix" if abs(last["mix"]) >= abs(last["rate"]) else "rate"
    most = mix[cause].iloc[:-1].abs().idxmax()
    gpm = [last.gpm_before, last.gpm_after]
    busy = ["11", "2"] if e.before is not None and e.campaign else []
    moved = [
        f"{sold * 100:+.1f}", f"{seen * 100:+.1f}", f"{(gpm[1] / gpm[0] - 1) * 100:+.1f}", f"{gpm[0]:,.1f}", f"{gpm[1]:,.1f}",
        f"{gpm[1] - gpm[0]:+,.1f}", f"{last['mix']:+,.1f}", f"{last['rate']:+,.1f}", f"{mix[cause][most]:+,.1f}",
    ]  # fmt: skip
    told["bridge_sentence"] = [*busy, *moved]
    if e.before is not None:
        told["cause_sentence"] = [*busy, *e.moved(wan), *moved]
    effects = e.tables["factors"].effect.iloc[:3]
    periods = ["2026", "5", *month] if e.before is not None else ["1", "15", "16"]
    told["bridge_title"] = [f"{gpm[1] - gpm[0]:+,.1f}", f"{effects[effects.abs().idxmax()]:+,.1f}", *periods]
    told["pacing_title"] = [*done, *month]
    told |= {
        "note_profit": [],
        "note_pace_done": [],
        "note_pace_roi": [],
        "note_pace_missing": [],
        "note_net_roi": [],
    }
    told["note_gmv"] = [] if e.target is None else [f"{e.target / 1e4:,.1f}"]
    told["note_gpm"] = ["1000"] if e.benchmark is None else [f"{e.benchmark:,.1f}"]
    told["note_roi"] = [] if e.roi_target is None else [f"{e.roi_target:.1f}"]
    told["products_sentence"] = recomputed_products.sentence(e.raw, wan)
    told["products_title"] = [*told["products_sentence"][2:5], *month]
    told |= e.told
    then = None if e.before is None else e.summed(e.before, ["channel"]).iloc[-1]
    then_rate = None if then is None else then.refund / then.gmv
    told["own_sentence"] = recomputed_sentences.own(e.month, e.sessions, wan)
    told["people_sentence"] = recomputed_sentences.people(e.raw, whole.refund_rate, then_rate, wan)
    told |= recomputed_sentences.spend(e.month, whole.roi, least, wan, CAMPAIGNS if e.campaign else ())
    told |= recomputed_sentences.creators(e.raw, e.people, e.tables["pnl_creators"].result, wan)
    if e.videos:
        paid = {"合作": e.month[e.month.owner == "合作"], "自营": e.month[e.month.channel == "F"]}
        fees = {owner: rows.fee.sum() / (rows.gmv - rows.refund).sum() for owner, rows in paid.items()}
        told["contents_sentence"] = recomputed_sentences.contents(e.videos, e.margin, fees, wan)
        its = e.month.groupby("channel")[["fee", "gmv", "refund"]].sum()
        rate = its.fee / (its.gmv - its.refund)
        assert rate["A"] == pytest.approx(
            rate["T"], rel=1e-3
        )  # so that partners' works need not be told apart
        told["contents_shared"] = [f"{rate[letter] * 100:.1f}" for letter in "FAT"]
    for name, expected in told.items():
        text = texts[name].replace("1–15", "1 15").replace("618", "")
        for person in sorted(e.people.index, key=len, reverse=True):  # a name may end in a number
            text = text.replace(str(person), " ")
        assert numbers(text) == expected, (name, texts[name], expected)
    printed = set(re.findall(r"{{(\w+)}}", repr([s for s in one.report.sections if s.key in PAGES])))
    named = {
        "source_line",
        "source_fit",
        "source_compare",
        "source_bridge",
        "source_products",
        "source_live_hours",
        *told,
    }
    assert printed <= named, f"sentences that nothing recomputes: {printed - named}"


def test_a_wrong_number_is_found(demo: Made) -> None:
    """A cell, a card and a number in a sentence off by their last digit: each is named."""
    cells = {
        **demo.cells,
        ("pnl", "net"): [demo.cells["pnl", "net"][0] + 0.01, *demo.cells["pnl", "net"][1:]],
    }
    with pytest.raises(AssertionError, match="net"):
        test_every_number_of_every_table(replace(demo, cells=cells))
    with pytest.raises(AssertionError):
        test_every_card(replace(demo, figures={**demo.figures, "profit": demo.figures["profit"] * 1.0001}))
    for name in (
        "headline",
        "bridge_sentence",
        "profit_sentence",
        "next_sentence",
        "why_sentence",
        "channels_sentence",
        "products_sentence",
        "lives_sentence",
        "tiers_sentence",
        "maturity_sentence",
        "market_sentence",
        "own_sentence",
        "people_sentence",
        "spend_sentence",
        "creators_sentence",
        "contents_sentence",
        "campaign_sentence",
        "campaign_title",
        "fit_sentence",
        "radar_title",
    ):
        text = demo.report.texts[name]
        at = max(match.end() for match in re.finditer(r"\d", text)) - 1
        wrong = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
        report = replace(demo.report, texts={**demo.report.texts, name: wrong})
        with pytest.raises(AssertionError, match=name):
            test_every_number_of_every_sentence(replace(demo, report=report))
