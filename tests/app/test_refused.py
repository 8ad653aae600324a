"""What the page turns away, each with a line that says why; nothing of it reaches a file."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from xl_fact.app.desk import Desk, plain_file, stored
from xl_fact.app.door import ENTRY, SMALL, Door
from xl_fact.app.names import label
from xl_fact.app.pages import Pages
from xl_fact.errors import InputError

PORT, KEY = 8765, "the-key"
HOST = f"127.0.0.1:{PORT}"
ORIGIN = f"http://{HOST}"
LARGEST = 1 << 16


class App:
    """The page in this process, and a browser that is not in yet."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.pages = Pages(folder / "session", folder / "facts", lambda: None)
        self.pages.folder.mkdir()
        self.door = Door(self.pages.application, PORT, KEY, LARGEST)
        self.client = TestClient(self.door, base_url=ORIGIN, follow_redirects=False)

    def enter(self) -> str:
        """Come in by the key; the address of a new tab."""
        assert self.client.get(f"{ENTRY}?key={KEY}").status_code == 303
        return str(self.client.get("/").headers["location"])

    def upload(self, desk: str, name: str, content: bytes = b"x", **headers: str) -> Any:
        told = {"origin": ORIGIN, "x-name": quote(name), **headers}
        return self.client.post(f"{desk}file", content=content, headers=told)

    @property
    def stored(self) -> list[Path]:
        """Every file of the session."""
        return [path for path in self.pages.folder.rglob("*") if path.is_file()]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    one = App(tmp_path)
    with one.client:
        yield one


def said(answer: Any) -> str:
    """The line, in both languages."""
    return " ".join(answer.json()["error"])


# -------------------------------------------------------------------- who
def test_without_the_key_nothing_is_shown(app: App) -> None:
    for path in ("/", "/static/app.js", "/palette.css", "/desk/x/", f"{ENTRY}?key=wrong", ENTRY):
        answer = app.client.get(path)
        assert answer.status_code == 401, path
        assert "钥匙" in said(answer)
        assert "set-cookie" not in answer.headers
    answer = app.client.post("/desk/x/file", content=b"x", headers={"origin": ORIGIN})
    assert answer.status_code == 401


def test_a_forged_cookie_is_no_key(app: App) -> None:
    for value in ("", "x", KEY, app.door.ticket[:-1]):
        answer = app.client.get("/", headers={"cookie": f"xl_fact_{PORT}={value}"})
        assert answer.status_code == 401


def test_the_key_becomes_a_cookie_that_no_script_and_no_other_page_has(app: App) -> None:
    answer = app.client.get(f"{ENTRY}?key={KEY}")
    cookie = answer.headers["set-cookie"]
    assert {part.strip() for part in cookie.split(";")[1:]} == {"Path=/", "HttpOnly", "SameSite=Strict"}
    assert KEY not in cookie
    assert answer.headers["location"] == "/", "the key leaves the address"
    assert app.client.get("/").status_code == 303


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", f"0.0.0.0:{PORT}", ""]
)
def test_another_host_is_turned_away(app: App, host: str) -> None:
    """A page elsewhere whose name was made to lead here sends its own name."""
    app.enter()
    answer = app.client.get("/", headers={"host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:1", "http://localhost"]
)
def test_another_origin_is_turned_away(app: App, origin: str) -> None:
    desk = app.enter()
    assert app.client.get("/", headers={"origin": origin}).status_code == 403
    answer = app.client.post(f"{desk}look", headers={"origin": origin}, content=b"{}")
    assert answer.status_code == 403
    assert "别的网页" in said(answer)


def test_a_change_without_an_origin_and_a_request_across_sites_are_turned_away(app: App) -> None:
    desk = app.enter()
    assert app.client.post(f"{desk}look", content=b"{}").status_code == 403
    assert app.client.post("/close", content=b"{}").status_code == 403
    assert app.client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert app.client.get("/", headers={"sec-fetch-site": "same-site"}).status_code == 403


def test_every_answer_carries_the_policy(app: App) -> None:
    desk = app.enter()
    for path in (
        desk,
        f"{desk}settings",
        f"{desk}functions/GPM",
        "/static/app.css",
        "/palette.css",
        "/nowhere",
        ENTRY,
    ):
        headers = app.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_no_page_has_a_script_or_a_style_in_it(app: App) -> None:
    desk = app.enter()
    for path in ("", "settings", "facts", "functions", "functions/FACT_FIT"):
        text = app.client.get(desk + path).text
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
        assert "<script src=" in text
        assert "<script>" not in text


# -------------------------------------------------------------------- how much
def test_a_file_over_the_limit_is_refused_by_its_length_and_while_it_comes_in(app: App) -> None:
    desk = app.enter()
    assert app.upload(desk, "a.csv", b"x" * LARGEST).status_code == 200
    answer = app.upload(desk, "b.csv", b"x" * (LARGEST + 1))
    assert answer.status_code == 413
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 4096
            yield b"x" * 4096

    answer = app.client.post(
        f"{desk}file", content=_bounded(endless(), 64), headers={"origin": ORIGIN, "x-name": "c.csv"}
    )
    assert answer.status_code == 413
    assert [path.stat().st_size for path in app.stored] == [LARGEST], "nothing of what was refused stays"


def _bounded(chunks: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield next(chunks)


def test_a_body_that_is_no_file_is_small(app: App) -> None:
    desk = app.enter()
    answer = app.client.post(f"{desk}answer", content=b" " * (SMALL + 1), headers={"origin": ORIGIN})
    assert answer.status_code == 413


def test_a_length_that_lies_does_not_help(app: App) -> None:
    desk = app.enter()
    answer = app.upload(desk, "a.csv", b"x" * (LARGEST + 1), **{"content-length": "1"})
    assert answer.status_code == 413
    assert not app.stored


# -------------------------------------------------------------------- names
@pytest.mark.parametrize(
    "name",
    [
        "../evil.csv",
        "../../etc/passwd",
        "a/../../evil.csv",
        "..",
        "/etc/passwd",
        "//server/share.csv",
        "C:\\evil.csv",
        "c:evil.csv",
        "C:/evil.csv",
        "..\\evil.csv",
        "a\\b.csv",
        "a.csv:stream",
        "a//b.csv",
        "./a.csv",
        "",
        "a/b/c/d/e/f/g/h/i.csv",
    ],
)
def test_a_name_that_is_a_path_or_a_drive_is_refused(app: App, name: str) -> None:
    desk = app.enter()
    answer = app.upload(desk, name)
    assert answer.status_code == 422, name
    assert not app.stored
    assert not (app.folder / "evil.csv").exists()


@pytest.mark.parametrize("name", ["NUL", "con.xlsx", "COM1.csv", "lpt9", "a/AUX.csv", "CONIN$", "nul .csv"])
def test_a_name_that_is_a_device_is_refused(app: App, name: str) -> None:
    desk = app.enter()
    answer = app.upload(desk, name)
    assert answer.status_code == 422
    assert "设备" in said(answer)
    assert not app.stored


@pytest.mark.parametrize(
    "name", ["a\x00.csv", "a\n.csv", "a?.csv", "a.csv.", " a.csv", "a|b.csv", "x" * 201, "a\u202evsc.exe"]
)
def test_a_name_that_no_file_can_have_everywhere_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        label(name)


def test_an_upload_lies_under_a_number_whatever_it_is_called(app: App) -> None:
    desk = app.enter()
    for name in ("甲店/6月 导出 (1).xlsx", "同名.csv", "乙店/同名.csv", "numpy.py", ".bashrc"):
        assert app.upload(desk, name).status_code == 200
    assert sorted(path.name for path in app.stored) == [f"{n:05}.part" for n in range(1, 6)]
    (one,) = app.pages.desks.values()
    assert one.uploads[0].label == "甲店/6月 导出 (1).xlsx"


# -------------------------------------------------------------------- links and devices
async def _bytes() -> Any:
    yield b"secret"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_no_link_is_followed_where_an_upload_is_written(tmp_path: Path) -> None:
    import asyncio

    outside = tmp_path / "outside.txt"
    outside.write_text("as it was")
    link = tmp_path / "00001.part"
    link.symlink_to(outside)
    with pytest.raises(FileExistsError):
        asyncio.run(stored(link, _bytes()))
    assert outside.read_text() == "as it was"
    assert link.is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_settings_that_are_a_link_or_a_device_are_not_read(app: App) -> None:
    secret = app.folder / "secret.toml"
    secret.write_text('name = "secret"')
    kept = app.folder / "brand.toml"
    desk = app.enter()
    for target in (secret, Path("/dev/zero"), app.folder / "nowhere"):
        kept.symlink_to(target)
        for path in ("settings", "brand.toml"):
            answer = app.client.get(desk + path)
            assert answer.status_code == 422
            assert 'secret"' not in answer.text
            assert "链接" in said(answer)
        kept.unlink()
    os.mkfifo(kept)
    assert app.client.get(f"{desk}settings").status_code == 422
    with pytest.raises(InputError):
        plain_file(Path("/dev/zero"))


def test_facts_that_are_no_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "facts").write_text("a file")
    for place in (tmp_path / "facts", Path("/dev/zero")):
        desk = Desk(place.name, tmp_path / f"desk_{place.name}", place)
        with pytest.raises(InputError, match="不是文件夹"):
            desk._sound_facts()


def test_nothing_outside_the_static_folder_is_served(app: App) -> None:
    app.enter()
    for path in (
        "/static/../pages.py",
        "/static/%2e%2e/pages.py",
        "/static/..%2fpages.py",
        "/static//etc/passwd",
    ):
        assert app.client.get(path).status_code == 404


# -------------------------------------------------------------------- bombs
def bomb() -> bytes:
    """A workbook of a few kilobytes that inflates to hundreds of megabytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(200):
                part.write(b" " * (1 << 20))
    return out.getvalue()


@pytest.mark.slow
def test_a_zip_bomb_gets_its_clear_line_and_is_never_inflated(tmp_path: Path) -> None:
    import asyncio

    async def dropped() -> Desk:
        desk = Desk("a", tmp_path / "desk", tmp_path / "facts")

        async def content() -> Any:
            yield bomb()

        await desk.take("bomb.xlsx", None, content())
        await desk.look()
        row = desk.uploads[0].row
        assert row is not None
        assert row["state"] == "bad"
        assert "压缩炸弹" in row["error"][0]
        assert desk.result is None
        await desk.close()
        return desk

    desk = asyncio.run(dropped())
    assert not desk.folder.exists()
