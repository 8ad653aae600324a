"""Saving: the old file or the new one, whole, at every moment; and the same bytes for what isn't touched."""

from __future__ import annotations

import io
import zipfile

from xl_fact.workbook.package import Package


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def test_untouched_parts_keep_their_compressed_bytes() -> None:
    data = zipped(kept=b"kept " * 500, changed=b"old")
    package = Package(data)
    package.write("changed", b"new")
    result = package.to_bytes()
    before, after = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(result))
    assert after.testzip() is None
    assert after.namelist() == ["kept", "changed"]
    assert after.read("changed") == b"new"
    assert after.getinfo("kept").compress_size == before.getinfo("kept").compress_size
    assert package.touched == {"changed"}


def test_writing_the_same_is_no_change() -> None:
    package = Package(zipped(part=b"same"))
    package.write("part", b"same")
    assert not package.touched


def test_a_dropped_part_is_gone_and_a_new_one_is_there() -> None:
    package = Package(zipped(a=b"1", b=b"2"))
    package.drop("a")
    package.write("c", b"3")
    assert Package(package.to_bytes()).names == ["b", "c"]
