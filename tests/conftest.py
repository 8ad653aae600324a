"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("whole", deadline=None, max_examples=200)
settings.register_profile("quick", deadline=None, max_examples=25)

os.environ["XL_FACT_FORMATS"] = os.devnull  # no format of whoever runs the tests has a say in them

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = Path(os.environ.get("XL_FACT_SAMPLES", ROOT.parent / "shared" / "samples"))
COMPASS = "抖音电商罗盘-成交分析-20260601-20260630.xlsx"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real exports, kept beside the project and never in it."""
    if not SAMPLES.is_dir():
        pytest.skip(
            f"LOUD: the real exports are not here ({SAMPLES.name}/ beside the project); nothing was proved on them"
        )
    return SAMPLES


@pytest.fixture(scope="session")
def compass(samples: Path) -> Path:
    """The real Compass export of June 2026."""
    return samples / COMPASS


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("quick" if config.option.markexpr == "not slow" else "whole")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not SAMPLES.is_dir():
        terminalreporter.write_line("LOUD: real exports absent, the tests on them were skipped", red=True)
