"""Many facts in Parquet: the engine's sums against DuckDB's by hand, and a report of them, each in one run.

python -m benchmarks.engines [--quick]
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.measure import Result, in_turn, main
from xl_fact.engine.books import Books
from xl_fact.store import parts
from xl_fact.store.scanned import scanned
from xl_fact.store.store import import_exports

BRAND, MONTH = "大牌", "2026-06"
SUMS = "sums of a month, from Parquet"
SIZES = (100_000, 1_000_000, 10_000_000)
MEASURES = ("gmv_paid", "refund_paid", "orders", "product_impressions", "product_clicks", "items", "cost")
COLUMNS = {"gmv": {"gmv_paid": 1}, "refund": {"refund_paid": 1}, "orders": {"orders": 1}, "cost": {"cost": 1}}
COLUMNS |= {"base": {"product_impressions": 1}, "clicks": {"product_clicks": 1}, "items": {"items": 1}}

BY_HAND = """
select date, greatest(coalesce("until", date), date) as last, shop, channel, owner, carrier,
  sum(gmv_paid), sum(refund_paid), sum(orders), sum(product_impressions), sum(product_clicks), sum(items), sum(cost)
from read_parquet({paths}) where date >= '2026-06-01' and date < '2026-07-01' and role = 'accounts'
group by all order by all
"""


def made(folder: Path, rows: int) -> list[Path]:
    """Invented facts of a brand's month as the store keeps them: what each account sold."""
    given = {
        "platform": "'douyin'",
        "format": "'invented'",
        "role": "'accounts'",
        "currency": "'CNY'",
        "date": "date '2026-06-01' + (i % 30)::int",
        "until": "date '2026-06-01' + (i % 30)::int",
        "owner": "case when i % 3 = 0 then '自营' else '合作' end",
        "carrier": "case when i % 2 = 0 then '直播' else '短视频' end",
        "channel": "case when i % 3 = 0 then 'F' else 'A' end",
        "account": "'号' || (hash(i) % 20000)",
        "file": "'facts.csv'",
        "sheet": "''",
        "row": "i",
        "followers": "(i % 1000) * 10.0",
        **{m: f"((hash(i + {n}) % 1000000) / 100.0)::double" for n, m in enumerate(MEASURES)},
    }
    silent = {
        key: "''" if kind == "large_string" else f"null::{'double' if kind == 'double' else 'timestamp'}"
        for key, kind in ((f.name, str(f.type)) for f in parts.schema())
    }
    chosen = ", ".join(f'{given.get(key, silent[key])} as "{key}"' for key in parts.STORED)
    book = folder / f"抖音日报_{MONTH}.csv"
    book.write_text(f"日期,消耗,成交金额\n{MONTH}-01,1,2\n", "utf-8")
    import_exports([book], folder, brand=BRAND)
    (path,) = (folder / f"brand={BRAND}" / f"month={MONTH}").glob("*.parquet")
    duckdb.sql(
        f"copy (select {chosen} from range({rows}) r(i)) to '{path}' (format parquet, row_group_size 262144)"
    )
    (record,) = (folder / "_sources" / f"brand={BRAND}").glob("[0-9a-f]*.json")
    kept = json.loads(record.read_text("utf-8"))
    kept["months"][MONTH]["rows"] = rows  # the books tell of the part that lies there now
    record.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    return [path]


def reported(folder: Path) -> tuple[float, float]:
    """Seconds and GB at most of `xl-fact report` on the facts, in a process of its own."""
    command = [sys.executable, "-m", "xl_fact", "report", "--facts", str(folder), "--month", MONTH]
    start = time.perf_counter()
    run = subprocess.Popen([*command, "--out", str(folder / "r.xlsx")], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(run.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1), status
    return time.perf_counter() - start, used.ru_maxrss / (1 << 20)


def results(quick: bool) -> Iterator[Result]:
    """Of each size: the sums of the month in the engine against those by hand, and the whole report against the size before."""
    before: tuple[int, float] | None = None
    for rows in (20_000, 200_000) if quick else SIZES:
        with tempfile.TemporaryDirectory(prefix="xl_fact_bench_") as folder:
            paths = made(Path(folder), rows)

            def ours(paths: list[Path] = paths) -> Any:
                return Books(scanned(BRAND, paths), clean=True).month(MONTH).sums(COLUMNS)

            def by_hand(paths: list[Path] = paths) -> Any:
                return duckdb.sql(BY_HAND.format(paths=[str(p) for p in paths])).df()

            one, other = ours(), by_hand()
            assert abs(one["gmv"].sum() - other["sum(gmv_paid)"].sum()) < 1
            mine, theirs = in_turn(1 if quick else 3, ours, by_hand)
            runs = [reported(Path(folder)) for _ in range(1 if quick else 3)]
        took, held = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
        most = 1.3 if rows >= 10_000_000 else None
        more = {"the whole report, s": took, "its memory, GB": held}
        size = f"{rows:,} facts"
        yield Result(SUMS, size, mine, "DuckDB's SQL by hand", theirs, most, more=more)
        if before is not None:
            times = rows / before[0]
            peer = f"{times:g} × xl-fact report of {before[0]:,} facts"
            note = "promised below 8 s and 1 GB" if rows == 1_000_000 else ""
            yield Result("xl-fact report", size, took, peer, times * before[1], 1.0, note)
        before = rows, took


if __name__ == "__main__":
    main(results)
