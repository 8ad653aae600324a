"""The server: on the loopback alone, with a key in its address, in a folder of its own that goes when it ends."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xl_fact.errors import InputError

NEEDED: Final = ("starlette", "uvicorn", "jinja2", "tomlkit")
LOOPBACK: Final = "127.0.0.1"
_SESSION: Final = "xl_fact_app_"
_MB: Final = 1 << 20


def needed() -> None:
    """Stop where a part is not installed, with the line that installs it."""
    absent = [name for name in NEEDED if find_spec(name) is None]
    if absent:
        raise InputError(
            f'页面需要 {"、".join(absent)}，没有装：在项目文件夹里 pip install ".[app]"，或 pip install {" ".join(NEEDED)}',
            f'the page needs {", ".join(absent)}, not installed: pip install ".[app]" in the project\'s folder, or '
            f"pip install {' '.join(NEEDED)}",
        )


def serve(
    facts: Path,
    *,
    port: int = 0,
    browser: bool = True,
    loud: bool = False,
    told: Callable[[str], None] = print,
) -> None:
    """Serve the page until it is closed.

    Parameters
    ----------
    facts : Path
        The folder of facts.
    port : int
        0 for any that is free.
    browser : bool
        Whether to open it in the browser.
    loud : bool
        Whether errors are shown in the terminal.
    told : callable
        Told the address.

    Raises
    ------
    InputError
        A part is not installed, or the port is taken.
    """
    needed()
    import uvicorn

    from xl_fact.app.door import ENTRY, Door
    from xl_fact.app.pages import Pages
    from xl_fact.exports.tables.guard import Limits

    listening = _listening(port)
    port = listening.getsockname()[1]
    key = secrets.token_urlsafe(24)
    address = f"http://{LOOPBACK}:{port}{ENTRY}?key={key}"
    with listening, session() as folder:
        server: uvicorn.Server | None = None

        def stop() -> None:
            if server is not None:
                server.should_exit = True

        pages = Pages(folder, facts.absolute(), stop, loud=loud)
        door = Door(pages.application, port, key, Limits.of_environment().file_mb * _MB)
        config = uvicorn.Config(
            door,
            log_level="info" if loud else "error",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=3,
            timeout_keep_alive=30,
        )
        server = uvicorn.Server(config)
        told(address)
        if browser:
            threading.Timer(0.4, webbrowser.open, [address]).start()
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def _listening(port: int) -> socket.socket:
    """A socket on the loopback."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.bind((LOOPBACK, port))
        sock.listen()  # whoever comes before the server is ready waits, and is not refused
    except OSError as error:
        sock.close()
        raise InputError(
            f"端口 {port} 用不了（{error.strerror}）；换一个 --port，或不写",
            f"port {port} can't be used ({error.strerror}); give another --port, or none",
        ) from error
    return sock


@contextlib.contextmanager
def session() -> Iterator[Path]:
    """A folder for this session, gone afterwards; those of sessions that ended otherwise are swept."""
    _swept()
    folder = Path(tempfile.mkdtemp(prefix=f"{_SESSION}{os.getpid()}_"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _swept() -> None:
    """Remove the folders of sessions whose process is no more."""
    for left in Path(tempfile.gettempdir()).glob(f"{_SESSION}*_*"):
        number = left.name.removeprefix(_SESSION).partition("_")[0]
        if number.isdigit() and not left.is_symlink() and not _lives(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _lives(pid: int) -> bool:
    """Whether a process is there; assumed where that can't be told."""
    if os.name == "nt":
        import ctypes

        kernel = ctypes.__dict__["WinDLL"]("kernel32")
        handle = kernel.OpenProcess(0x1000, False, pid)
        if handle:
            kernel.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
