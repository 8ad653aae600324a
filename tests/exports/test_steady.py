"""Many facts stay in their folder while a report asks them: an import meanwhile is noticed, and no report mixes two states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from stores import BRAND, compass

from xl_fact.brand import Brand
from xl_fact.errors import InputError, TargetLocked
from xl_fact.exports.sources import Reading
from xl_fact.monthly import make_report
from xl_fact.report import build
from xl_fact.report.build import build_report
from xl_fact.report.model import Report
from xl_fact.store import store
from xl_fact.store.store import import_exports, load, steady
from xl_fact.store.withdrawal import withdraw

MONTH = "2026-06"


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A few facts, taken for many."""
    monkeypatch.setattr(store, "FETCHED", 0)
    import_exports([compass(tmp_path / "自营成交-上旬.csv", (1, 2), 1)], tmp_path / "facts", brand=BRAND)
    return tmp_path / "facts"


def add(facts: Path, days: tuple[int, ...] = (29, 30), saved: int = 2) -> None:
    """Import another export; one that is saved later has other figures."""
    export = compass(facts.parent / f"自营成交-{saved}.csv", days, saved, factor=float(saved))
    import_exports([export], facts, brand=BRAND)


def gmv(reading: Reading) -> float:
    return float(build_report(reading, Brand(name=BRAND), MONTH).values.figure("gmv"))


def test_facts_that_stay_as_they_are_are_asked_where_they_lie(facts: Path) -> None:
    reading = load(facts, BRAND, whole=False)
    assert reading.state is not None
    with steady(facts, BRAND, reading):
        assert gmv(reading) == gmv(load(facts, BRAND))


def asked(facts: Path, reading: Reading, *steps: Callable[[], object]) -> None:
    """Do some things while the facts are asked."""
    with steady(facts, BRAND, reading):
        for step in steps:
            step()


@pytest.mark.parametrize("change", ["another export", "a correction", "a withdrawal"])
def test_a_change_meanwhile_is_an_error_although_every_answer_came(facts: Path, change: str) -> None:
    add(facts)
    reading = load(facts, BRAND, whole=False)
    changes: dict[str, Callable[[], object]] = {
        "another export": lambda: add(facts, (12, 13), 3),
        "a correction": lambda: add(facts, (29, 30), 3),
        "a withdrawal": lambda: withdraw(facts, "自营成交-2.csv"),
    }
    with pytest.raises(TargetLocked, match="正在被改写"):
        asked(facts, reading, lambda: gmv(reading), changes[change])


def test_what_fails_because_its_files_are_gone_says_that_they_were_rewritten(facts: Path) -> None:
    reading = load(facts, BRAND, whole=False)
    with pytest.raises(TargetLocked, match="正在被改写") as error:
        asked(facts, reading, lambda: add(facts, (1, 2), 5), lambda: gmv(reading))
    assert error.value.__cause__ is not None, "the part that is asked is no longer there"


def test_an_error_of_its_own_stays_what_it_is(facts: Path) -> None:
    reading = load(facts, BRAND, whole=False)
    with pytest.raises(InputError, match="没有别的"), steady(facts, BRAND, reading):
        raise InputError("没有别的", "nothing else")


def test_facts_that_were_fetched_are_of_one_state_whatever_comes_after(
    facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    reading = load(facts, BRAND, whole=False)
    assert reading.state is None
    with steady(facts, BRAND, reading):
        add(facts)
        gmv(reading)


def test_no_report_is_written_of_facts_that_changed_under_it(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*given: object, **how: object) -> Report:
        add(facts)
        return build_report(*given, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "build_report", meanwhile)
    with pytest.raises(TargetLocked, match="正在被改写"):
        make_report((), MONTH, brand_name=BRAND, facts=facts, out=tmp_path / "r.xlsx")
    assert not (tmp_path / "r.xlsx").exists()
