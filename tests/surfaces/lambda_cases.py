"""Calls that the documented examples don't make: fits, vanishing channels, names, dates, blocks of cells."""

from __future__ import annotations

import math
from typing import Any

from surfaces.lambda_book import Rows


def col(*values: Any) -> Rows:
    """A column of cells."""
    return [[value] for value in values]


GPM = [100, 130, 90, 150, 80, 120, 160, 70, 140, 110]
PAID = [1000, 0, 500, 0, 0, 800, 0, 0, 0, 200]
NATURAL = [0.0]
for i in range(9):
    wobble = 1 + 0.05 * math.sin(i)
    NATURAL.append(round((PAID[i] + NATURAL[i]) * 0.5 * (GPM[i] / 100) ** 1.3 * wobble, 3))

MORE: list[tuple[str, list[Rows]]] = [
    ("SNOWBALL_FIT", [[[1000]], [[500]], [[100]], [[100]]]),
    ("SNOWBALL_FIT", [col(*PAID), col(*NATURAL), col(*GPM), [[100]]]),
    ("SNOWBALL_FIT", [col(*PAID), col(*NATURAL), col(*GPM), [[100]], [[0.8]]]),
    (
        "SNOWBALL_FIT",
        [
            col("paid", *PAID),
            col("natural", *NATURAL[:4], "--", None, *NATURAL[6:]),
            col("gpm", *GPM),
            [[100]],
        ],
    ),
    ("SNOWBALL_FIT", [col(*PAID), col(*NATURAL), col(*[100] * 10), [[100]]]),
    ("SNOWBALL_FIT", [col(*PAID), col(*NATURAL), col(*GPM), [[0]]]),
    ("SNOWBALL_FIT", [[[1000]], [[500]], [[100]], [[100]], [[None]], [[46203]]]),
    *(
        ("SNOWBALL_FIT", [col(*PAID), col(*NATURAL), col(*GPM), [[100]], [[None]], col(*days)])
        for days in (
            [46213, *range(46212, 46203, -1)],
            [46200, 46201, 46202, 46203, 46207, 46208, 46209, 46210, 46235, 46236],
            [46200, 46200, *range(46201, 46209)],
            [46023, 46054, 46082, 46113, 46143, 46174, 46204, 46235, 46266, 46296],
        )
    ),
    ("SNOWBALL", [col(20000, 10000, 5000), [[150]], [[100]], [[6]], [[0.4]], [[1.5]], [[0.9]], [[100000]]]),
    (
        "FACT_COMPARE",
        [
            col("阵地", "自播", "f", "A 达人矩阵", "头部", "C", "合计", "线下", None),
            col("GMV", 100, "1.2万", 300, None, 50, 9999, 7, None),
            col("播放", 1000, 2000, "--", 500, 10, 9, 70, None),
            col("花费", 10, None, 30, 5, 1, 9, 2, None),
        ],
    ),
    (
        "FACT_COMPARE",
        [
            col("F", "S", "T"),
            col(100, 200, 300),
            col(1000, 2000, 3000),
            col(10, 20, 30),
            col(3, 4, 5),
            col(1, 2, None),
        ],
    ),
    ("FACT_COMPARE", [col("F", "S"), col(100, 200), col(1000, 2000), col(10, 20), [[None]], col(1, 2)]),
    (
        "FACT_COMPARE",
        [
            col("F", "S", "A"),
            col(100, 200, 300),
            col(1000, 2000, 3000),
            col(10, 20, None),
            [[None]],
            col(1, 2, 3),
            [[15]],
        ],
    ),
    ("FACT_SHARE", [col("F", "S", "A", "T", "?"), col(1, 2, 3, 4, 5), col("618", "", "618", 0, "否")]),
    (
        "GPM_MIX",
        [
            col(100, 200, 0, None),
            col(1000, 500, 0, None),
            col(150, 0, 90, 80),
            col(900, 0, 700, 400),
            col("a", "b", "c", "d"),
        ],
    ),
    ("GPM_MIX", [col(100, 200), col(1000, 500), col(150, 180), col(900, 800)]),
    ("GPM_BRIDGE", [[[0.05]], [[0.1]], [[80]], [[0.0500001]], [[0.1]], [[80]]]),
    ("GPM_BRIDGE", [[[0.05]], [[0.1]], [[80]], [[0.05]], [[0.1]], [[80]]]),
    ("GPM_BRIDGE", [[[0.05]], [[0.1]], [[80]], [[0.06]], [[0.09]], [[85]]]),
    (
        "FUNNEL_RATES",
        [col(1000, 0, None), col(200, 100, None), col(150, 80, None), col(50, 20, None), col(5, 2, None)],
    ),
    ("CN_NUMBER", [col("1.2万", "--", "7.5w~10w", 5, None, "abc", "#N/A"), [["低"]]]),
    ("CN_NUMBER", [[["7.5w~10w"]], [["High"]]]),
    ("CN_NUMBER", [[["7.5w~10w"]], [["sometimes"]]]),
    (
        "FACT_CHANNEL",
        [
            col("自营", "seller", "商家", "Partner", "达人", "合作", "合作", "谁", None, "官方"),
            col("直播", "商品卡", "橱窗", "直播", "短视频", "直播", "图文", "直播", None, "search"),
            col("", "", "", "头部", "head", "", "", "", None, ""),
            col(0, 0, 0, 0, 0, 5000000, "500w", 0, None, 0),
        ],
    ),
    (
        "FACT_SCORE",
        [
            col("F", "自播", "达人", "T 头部达人", "C", "x", None),
            [[8]],
            [[5]],
            [[6]],
            [[4]],
            [[0.5]],
            [[0.5]],
        ],
    ),
    ("FACT_FIT", [[[5]], [[5]], [[5]], [[5]]]),
    ("FACT_FIT", [[[0]], [[0]], [[0]], [[0]]]),
    ("FACT_FIT", [[[1]], [[9]], [[2]], [[3]], [[0.7]], [[0.9]], [[None]], [[0.5]]]),
    (
        "CN_DATE",
        [
            col(
                "2026-06-01",
                "2026/6/1",
                "20260601",
                "2026年6月1日",
                "6月1日",
                "2026-06-01 12:30:00",
                "abc",
                None,
                46203,
                "#N/A",
                True,
                "--",
                "2026-13-01",
                "2026.6.1",
            )
        ],
    ),
    ("GPM_VS_ROI", [[[3000]], [[20000]], [[10000]], [[3000]], [[20000]], [[10000]]]),
    ("PACE", [[[1]], [[2]], [[31]], [[31]]]),
    ("MOM", [col(1, 0, -5, 3, None), col(0, 2, 2, -2, None)]),
    ("POOLED_GPM", [[["gmv", "x"], [1, 2], [3, 4]], [["plays", "y"], [10, 20], [30, "--"]]]),
    ("POOLED_ROI", [[[1, 2, 3]], [[4, 5, 6]]]),
    ("GPM", [[[1, 2, 3]], col(1, 2)]),
    ("GPM", [[[1, 2], [3, 4]], [[1, 2]]]),
    ("GPM", [[[1, 2], [3, 4]], col(1, 2)]),
    ("GPM", [[[1, 2], [3, 4]], col(1, 2, 3)]),
]
