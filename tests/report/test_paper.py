"""On paper: a PDF of all sheets, and a word where LibreOffice is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from report import invented
from xl_fact.errors import InputError
from xl_fact.report import paper, write_pdf, write_report


@pytest.mark.slow
@pytest.mark.office
def test_a_report_is_printed_beside_itself(tmp_path: Path) -> None:
    workbook = write_report(invented.report(), tmp_path / "月报.xlsx").path
    printed = write_pdf(workbook)
    assert printed == tmp_path / "月报.pdf"
    assert printed.read_bytes().startswith(b"%PDF")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["月报.pdf", "月报.xlsx"]


def test_without_libreoffice_there_is_a_word_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "office", lambda: None)
    workbook = tmp_path / "report.xlsx"
    workbook.write_bytes(b"a workbook")
    with pytest.raises(InputError, match="LibreOffice"):
        write_pdf(workbook)
    assert [p.name for p in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_file_that_cannot_be_printed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = tmp_path / "soffice"
    silent.write_text("#!/bin/sh\necho no such filter >&2\n", "utf-8")
    silent.chmod(0o755)
    monkeypatch.setattr(paper, "office", lambda: str(silent))
    workbook = tmp_path / "report.xlsx"
    workbook.write_bytes(b"no workbook")
    with pytest.raises(InputError, match="no such filter"):
        write_pdf(workbook)
