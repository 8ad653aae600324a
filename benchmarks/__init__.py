"""How long things take, against named peers: ``make bench``."""

import sys
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).resolve().parents[1] / "tests")
)  # whose invented months and oracles they share
