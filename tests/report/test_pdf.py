"""The PDF: printed by LibreOffice, or a clear line when there is none."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from report import invented
from xl_fact import pdf
from xl_fact.errors import InputError
from xl_fact.filling.write import write_report


def test_without_libreoffice_the_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    monkeypatch.setattr(pdf, "_HOMES", ())
    with pytest.raises(InputError) as told:
        pdf.to_pdf(tmp_path / "report.xlsx")
    assert "LibreOffice" in told.value.text("en")
    assert "apt install libreoffice-calc" in told.value.text("zh")
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.office
def test_the_report_is_printed_beside_the_workbook(tmp_path: Path) -> None:
    report = invented.report()
    path = write_report(report, tmp_path / "月报 2026-02.xlsx").path
    printed = pdf.to_pdf(path)
    assert printed == tmp_path / "月报 2026-02.pdf"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["月报 2026-02.pdf", "月报 2026-02.xlsx"]
    told = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, check=True)
    text = told.stdout.decode()
    assert shutil.which("pdftotext")
    assert "28,000" in text  # F in the comparison
    assert "甲牌" in text


@pytest.mark.slow
@pytest.mark.office
def test_no_workbook_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(InputError, match=r"no\.xlsx"):
        pdf.to_pdf(tmp_path / "no.xlsx")
