"""The rows of truth: window expressions against numpy row by row, on random facts."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest
from engine.random_facts import MEASURES, tables
from engine.row_by_row import RowByRow
from hypothesis import given, settings

from xl_fact.engine import rankings, rows
from xl_fact.engine.answers import Ranking
from xl_fact.engine.books import KEYS, Books
from xl_fact.engine.everything import everything
from xl_fact.engine.gmv import GMVS, Gmv
from xl_fact.exports import facts


@settings(max_examples=30)
@given(tables())
def test_the_same_rows_count_as_row_by_row(table: pd.DataFrame) -> None:
    scope, oracle = facts.Scope(table, MEASURES), RowByRow(table)
    for measure in MEASURES:
        assert scope.counted(table, measure).tolist() == oracle.counted(table, measure).tolist(), measure


@settings(max_examples=30)
@given(tables(brand=["甲"]))
def test_a_measure_asked_for_alone_counts_the_same(table: pd.DataFrame) -> None:
    scope, oracle = facts.Scope(table), RowByRow(table)
    for measure in MEASURES:
        assert scope.counted(table, measure).tolist() == oracle.counted(table, measure).tolist(), measure


GMV = (GMVS["net"], GMVS["paid"])


def by_rows(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """What `sums` must come to: the dated rows of truth of June, added by its keys."""
    june = facts.of_month(table, "2026-06")
    dated = june[june["date"].notna()]
    until = dated["until"].where(dated["until"] > dated["date"], dated["date"])
    dated = dated.assign(until=until, channel=dated["channel"].where(dated["channel"] != "", "?"))
    return (
        dated[RowByRow(dated).counted(dated, measure)].groupby(list(KEYS))[measure].sum(min_count=1).dropna()
    )


@pytest.mark.parametrize(
    "here", [rows.HERE, 0], ids=["few rows, held here", "many rows, condensed where they lie"]
)
@settings(max_examples=30)
@given(table=tables(brand=["甲"]))
def test_sums_are_those_of_the_rows_of_truth(here: int, table: pd.DataFrame) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "HERE", here)
        june = Books(table).month("2026-06")
        for measure in MEASURES:
            want = by_rows(table, measure)
            found = june.sums({"it": {measure: 1}})
            told = found.set_index(list(KEYS))["it"].dropna() if "it" in found else pd.Series(dtype=float)
            assert told.index.tolist() == want.index.tolist(), measure
            assert told.to_numpy() == pytest.approx(want.to_numpy(), rel=1e-12, abs=1e-6), measure
            assert june.holds(measure) == bool(len(want)), measure


@settings(max_examples=30)
@given(table=tables(brand=["甲"], channel=["A", "T"], owner=["合作"], role=["creators", "accounts"]))
def test_condensed_facts_answer_as_the_rows_do(table: pd.DataFrame) -> None:
    answers = []
    for here in (rows.HERE, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rows, "HERE", here)
            books = Books(table)
            june = books.month("2026-06")
            on = june.on({pd.Timestamp("2026-06-01").date(), pd.Timestamp("2026-06-30").date()})
            head = june.sums({"it": {"gmv_paid": 1}}, head=100.0)
            answers.append(
                (
                    books.months,
                    books.undated,
                    [
                        (june.gmvs, june.sized.told, june.orders(gmv), june.coverage(["gmv_net", "cost"]))
                        for gmv in GMV
                    ],
                    june.told,
                    [on.holds(m) for m in MEASURES],
                    np.round(head.get("it", pd.Series(dtype=float)).fillna(-1).to_numpy(), 6).tolist(),
                    head["channel"].tolist(),
                )
            )
    assert answers[0] == answers[1]


@pytest.mark.slow
@pytest.mark.parametrize("gmv", GMV, ids=lambda gmv: gmv.key)
def test_lists_are_the_same_of_few_rows_and_of_many(gmv: Gmv) -> None:
    """Everything is told; what is added where the facts lie comes to what is added here."""
    table = everything(datetime.date(2026, 6, 1), "CNY")
    floors = {"head": 5e6, "shoulder": 1e6, "waist": 1e5}
    answers: list[list[Ranking | None]] = []
    for here, fetched in ((rows.HERE, rankings.FETCHED), (0, rankings.FETCHED), (0, 3)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rows, "HERE", here)
            patch.setattr(rankings, "FETCHED", fetched)
            june = Books(table).month("2026-06")
            lists = [june.products(gmv), june.parts("categories", "category", gmv), june.tiers(gmv, floors)]
            lists += [june.market("product", 5), june.maturity(), june.lives(gmv).by("account")]
            lists += [
                june.accounts("合作", gmv, 9),
                june.works(gmv, "plays", 9),
                june.sessions(gmv, ["orders"], 9),
            ]
            answers.append(lists)
    assert sum(one is not None for one in answers[0]) >= 7
    few_rows, *others = answers
    for few, many in [pair for other in others for pair in zip(few_rows, other, strict=True)]:
        if few is None or many is None:
            assert few is many
            continue
        assert (few.count, {*few.parts}, few.orders, [*few.columns]) == (
            many.count,
            {*many.parts},
            many.orders,
            [*many.columns],
        )
        assert few.whole == pytest.approx(many.whole)
        assert few.parts == pytest.approx(many.parts)
        for name in few.columns:
            assert list(map(rounded, few[name])) == list(map(rounded, many[name])), name


def rounded(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
