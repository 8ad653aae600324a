"""How many ratios, identities and totals each real export reproduces: measured where they are, kept as a small table.

python -m tools.reproduced .        beside a folder of real exports (XL_FACT_SAMPLES, or ../shared/samples)
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

from xl_fact.exports.reading import read_exports

TABLE = Path(__file__).with_name("reproduced.tsv")


def measured(samples: Path) -> list[tuple[str, str]]:
    """Of each export: the key of its format, and "reproduced of all" for ratios, identities and totals."""
    rows = []
    for path in sorted(samples.glob("*.*")):
        if path.suffix not in {".xlsx", ".csv"}:
            continue
        (source,) = read_exports(path, period=(dt.date(2026, 6, 1), dt.date(2026, 6, 30))).sources
        proof = source.proof
        of = (proof.tally("ratio"), proof.tally("sum"), proof.totals)
        unexplained = sum(check.verdict == "open" for check in proof.checks)
        rows.append(
            (source.format, "\t".join([*(f"{found}/{made}" for found, made in of), str(unexplained)]))
        )
    return sorted(rows)


if __name__ == "__main__":
    folder = Path(
        os.environ.get("XL_FACT_SAMPLES", Path(sys.argv[1]).resolve().parent / "shared" / "samples")
    )
    TABLE.write_text("".join(f"{key}\t{cells}\n" for key, cells in measured(folder)), "utf-8")
