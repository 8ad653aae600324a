"""A file whole or not at all: at every moment the old one lies under its name, or the new one.

A new file is written beside its place, through to the disk, and then put there. `save_ours` moreover leaves alone what
this package did not write itself, what was changed since, and what is open in another program.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from xl_fact import seal
from xl_fact.errors import InputError, TargetLocked, as_typed, reason_of

_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))

STALE: Final = 3600.0
"""Seconds after which a temporary file beside a report belongs to a save that was cut off."""


_NO_NAME: Final = frozenset('<>:"/\\|?*%')
"""What the name of a file can't hold on every system, and the sign that stands for it."""

_LOCKS: Final = ("~${}", ".~lock.{}#", ".~{}")
"""What Excel, LibreOffice and WPS lay beside a file while it is open in them."""


def workbook_suffix(template: Path | None = None) -> str:
    """How the name of a report ends: macros stay in a workbook with macros.

    Examples
    --------
    >>> workbook_suffix(), workbook_suffix(Path("看板.xltm"))
    ('.xlsx', '.xlsm')
    """
    return ".xlsm" if template and template.suffix.lower() in (".xlsm", ".xltm") else ".xlsx"


def as_name(text: str) -> str:
    """What a person calls something as the name of a file, never a path: what no file's name can hold as ``%XX``.

    Examples
    --------
    >>> as_name("示例品牌"), as_name("A/B 50%"), as_name("../up")
    ('示例品牌', 'A%2FB 50%25', '..%2Fup')
    """
    kept = [
        letter
        if letter.isprintable() and letter not in _NO_NAME
        else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in text
    ]
    return "".join(kept)


def spare(path: Path, suffix: str = "", *, force: bool = False, noted: str | None = None) -> None:
    """Stop before a file gets the name of another kind, or anything of a person's is overwritten.

    Parameters
    ----------
    path : Path
        The file to be written.
    suffix : str, optional
        How the name of such a file ends; a text may be called anything.
    force : bool
        Whether it may be overwritten whatever it is.
    noted : str, optional
        Of a file that can't bear a seal, its digest when it was written.

    Raises
    ------
    InputError
        When the name ends otherwise; when a file is there that this package did not write, or that was changed since.
    """
    if path.is_dir():
        return  # nothing can be written there, and the writer says so
    if suffix and path.suffix.lower() != suffix:
        kind = path.suffix[1:]
        better = (
            path.with_suffix(suffix)
            if kind.isascii() and kind.isalpha()
            else path.with_name(path.name + suffix)
        )
        raise InputError(
            f"{path}：要写的文件名字要以 {suffix} 结尾，不然打不开；写成 {better} 再运行一次",
            f"{path}: the name of this file must end in {suffix}, or nothing opens it; call it {better} and run it again",
        )
    state = "ours" if force else seal.state_of(path, noted)
    if state in ("absent", "ours"):
        return
    zh, en = (
        ("写好之后有人改过", "was changed since it was written")
        if state == "changed"
        else (
            "不是 xl_fact 写的，或者出自没有封记的旧版",
            "was not written by xl_fact, or by an older one without a seal",
        )
    )
    raise InputError(
        f"{path}：{zh}，没有覆盖；换一个名字，或加 --force 覆盖",
        f"{path}: {en}, and stays as it is; choose another name, or overwrite it with --force",
    )


def is_ours(path: Path) -> bool:
    """Whether a file is as this package wrote it."""
    return seal.state_of(path) == "ours"


def alone(folder: Path, names: Collection[str], suffixes: Collection[str]) -> None:
    """Stop before samples are written among files of a person's, with which a report would mix them.

    Parameters
    ----------
    folder : Path
        Where they are to be written.
    names : collection of str
        What they are called: those are looked at one by one, by `spare`.
    suffixes : collection of str
        How the names of what would be read with them end.

    Raises
    ------
    InputError
        The folder holds a file that this package did not write.
    """
    theirs = [
        path.name
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.suffix.lower() in suffixes
        and path.name not in names
        and seal.state_of(path) == "foreign"
    ]
    if theirs:
        own = as_typed(folder / "demo")
        zh, en = (
            (f" 等 {len(theirs)} 个", f" and others, {len(theirs)} in all") if len(theirs) > 1 else ("", "")
        )
        raise InputError(
            f"{folder} 里有别的文件（{theirs[0]}{zh}），示例会和它们混在一起，没有写；换个文件夹，例如 xl-fact demo {own}",
            f"{folder} holds other files ({theirs[0]}{en}), with which the samples would mix; nothing was written: take another "
            f"folder, such as xl-fact demo {own}",
        )


def lock_beside(path: Path) -> Path | None:
    """The lock file that says that another program has a file open; None without."""
    if not path.is_file():
        return None
    found = (path.with_name(lock.format(path.name)) for lock in _LOCKS)
    return next((lock for lock in found if lock.exists()), None)


def save_ours(path: Path, data: bytes, *, force: bool = False) -> None:
    """Put a sealed file under `path`, unless something of a person's is there.

    Parameters
    ----------
    path : Path
    data : bytes
        An Office file with its seal, or a PDF, a picture or a text, which is sealed here.
    force : bool
        Whether to overwrite whatever is there, open or not.

    Raises
    ------
    InputError
        As `spare` and `save_atomically`.
    TargetLocked
        When the file is open in another program; the new one is then beside it, under another name.
    """
    data = seal.sealed(data)
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return
    spare(path, seal.suffix_of(data), force=force)
    lock = None if force else lock_beside(path)
    if lock is None:
        save_atomically(path, data)
        return
    other = free_name(path)
    save_atomically(other, data)
    raise TargetLocked(
        f"{path.name} 正被别的程序打开（旁边有 {lock.name}），没有覆盖；结果另存为 {other.name}。关闭它再运行一次即可",
        f"{path.name} is open in another program ({lock.name} lies beside it) and was left alone; "
        f"the result is in {other.name}",
    )


def save_atomically(path: Path, data: bytes) -> None:
    """Put `data` under `path` so that at every moment either the old file or the new one is there, whole.

    Raises
    ------
    TargetLocked
        When the file can't be replaced because another program holds it, or its folder is read-only; the new one
        is then elsewhere, which the error says.
    InputError
        When the disk is full or the path can't be one of a file; whatever was there is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path, data) as temporary:
            _put(temporary, path)
    except PermissionError as denied:
        raise _saved_elsewhere(path, data, denied) from denied
    except OSError as failed:
        zh, en = reason_of(failed)
        full = failed.errno in _FULL
        raise InputError(
            f"{path}：写不进去（{zh}）；原来的文件没有动，请{'清出空间' if full else '换一个位置'}再运行一次",
            f"{path}: cannot be written ({en}); what was there is as it was; "
            f"{'make room' if full else 'choose another place'} and run it again",
        ) from failed


def _put(temporary: str, path: Path) -> None:
    """Put a finished file in its place; beside it, under another name, when another program holds what is there."""
    try:
        os.replace(temporary, path)
    except PermissionError as held:
        other = free_name(path)
        os.replace(temporary, other)
        raise TargetLocked(
            f"{path.name} 正被别的程序打开或只读，没有覆盖；结果另存为 {other.name}。关闭它再运行一次即可",
            f"{path.name} is open in another program or read-only and was left alone; the result is in {other.name}",
        ) from held


def _saved_elsewhere(path: Path, data: bytes, denied: OSError) -> TargetLocked:
    """Save what can't be put into a read-only folder into the current one, or that of temporary files."""
    zh, en = reason_of(denied)
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        other = free_name(folder / path.name)
        try:
            with _beside(other, data) as temporary:
                os.replace(temporary, other)
        except OSError:
            continue
        return TargetLocked(
            f"{path.parent} 写不进去（{zh}），{path.name} 没有动；结果另存为 {other}",
            f"{path.parent} cannot be written ({en}), {path.name} was left alone; the result is in {other}",
        )
    return TargetLocked(
        f"{path.parent} 写不进去（{zh}），{path.name} 没有动；请换一个位置再运行一次",
        f"{path.parent} cannot be written ({en}), {path.name} was left alone; choose another place and run it again",
    )


def replace_file(path: Path, data: bytes, folder: Path | None = None) -> None:
    """Put `data` under `path`, whole; what the system refuses is left to the caller to say.

    Parameters
    ----------
    path : Path
        The file; its folder is made when it is not there.
    data : bytes
        All of it.
    folder : Path, optional
        Where the new file is written first; on the same disk, beside the old one by default.

    Raises
    ------
    OSError
        When it can't be written or put in its place; what was there is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _beside(path, data, folder) as temporary:
        os.replace(temporary, path)


def write_through(path: Path) -> None:
    """Make the content of a file that was written last, whatever happens to the machine."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def synchronise(folder: Path) -> None:
    """Make the names in a folder last, where the platform can."""
    if sys.platform == "win32" or not folder.is_dir():
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextlib.contextmanager
def _beside(path: Path, data: bytes, folder: Path | None = None) -> Iterator[str]:
    """The new file, finished under another name; it goes when it was not put in its place."""
    if path.exists() and not path.is_file():
        number = errno.EISDIR if path.is_dir() else errno.ENODEV  # a device of the machine is never replaced
        raise OSError(number, os.strerror(number), str(path))
    folder = folder or path.parent
    _sweep(folder, path.name)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _sweep(folder: Path, name: str) -> None:
    """Take away what a save that was cut off left beside the file, once nobody can be writing it any more."""
    for left in folder.glob(f".{glob.escape(name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE:
                left.unlink()


def writable(path: Path, *, force: bool = False) -> Path:
    """Where a file of ours can be written without a person's being overwritten: its place, else the first name like it.

    Parameters
    ----------
    path : Path
        Its place.
    force : bool
        Whether whatever is there may be overwritten.
    """
    number, place = 1, path
    while not force and (seal.state_of(place) not in ("absent", "ours") or lock_beside(place) is not None):
        number += 1
        place = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return place


def free_name(path: Path) -> Path:
    """A name like the file's that nothing has yet."""
    number = 2
    while (other := path.with_name(f"{path.stem} ({number}){path.suffix}")).exists():
        number += 1
    return other
