"""The preview is coloured as the workbook is: what rises and what falls, whatever type a figure is held in."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from report import invented

from xl_fact.app.preview import shown


@pytest.mark.parametrize("palette", ["cn", "west"])
def test_a_loss_is_not_coloured_as_a_gain(palette: Literal["cn", "west"]) -> None:
    page = shown(invented.report(replace(invented.BRAND, palette=palette)))
    looks = {
        (text[0] == "-", "up" if "up" in look.split() else "down")
        for section in page["sections"]
        for band in section["bands"]
        for part in band
        if part["part"] == "table" and part["key"] == "actions"
        for row in part["rows"]
        for text, look in row
        if {"up", "down"} & set(look.split())
    }
    assert looks == {(True, "down"), (False, "up")}
