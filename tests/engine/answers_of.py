"""Ask an engine in a process of its own: python -m engine.answers_of ENGINE FACTS BRAND MONTH REPORT [PAGE].

What it sums of facts condensed where they lie goes to standard output, the report of them to a file. What a page prints for
Spark is run in the current folder, and what it calls ``daily`` goes beside the report.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from engine.frames import frame

from xl_fact.brand import Brand
from xl_fact.engine import rows
from xl_fact.engine.books import Books
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts

COLUMNS = {"gmv": {"gmv_paid": 1}, "refund": {"refund_paid": 1}, "net": {"gmv_net": 1, "gmv_settled": -1}}
COLUMNS |= {key: {key: 1} for key in ("cost", "orders", "product_impressions", "commission", "live_views")}


def answer(engine: str, parquet: Path, brand: str, month: str, out: Path) -> str:
    """The summary of a month, to the last bit; and its report, in a file."""
    with frame(engine, parquet) as table:
        write_report(from_facts(table, (), Brand(name=brand), month), out)
        if engine == "Dask":
            import dask

            dask.config.set(scheduler="threads", pool=None)  # quicker with so many small questions
        return summary(table, month)


def summary(table: Any, month: str) -> str:
    """What an engine sums of facts where they lie, few though they are."""
    kept, rows.HERE = rows.HERE, 0
    try:
        told = Books(table).month(month)
        found = told.sums(COLUMNS).map(lambda v: v.hex() if isinstance(v, float) else str(v))
        return found.to_csv() + repr((told.gmvs, told.controls({"gmv": "gmv_paid"}), told.customers()))
    finally:
        rows.HERE = kept


if __name__ == "__main__":
    engine, parquet, brand, month, out, *page = sys.argv[1:]
    print(answer(engine, Path(parquet), brand, month, Path(out)), end="")
    for each in page:
        known: dict[str, Any] = {}
        exec(re.findall(r"```py\n(.*?)```", Path(each).read_text("utf-8"), re.DOTALL)[0], known)
        daily = [[row["month"], str(row["date"]), row["gmv"]] for row in known["daily"].collect()]
        Path(out).with_suffix(".json").write_text(json.dumps(daily), "utf-8")
    sys.stdout.flush()
    if engine == "PySpark":
        from pyspark.sql import SparkSession

        SparkSession.active().stop()
