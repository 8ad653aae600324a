"""A fact table in a database, by its address: whatever Ibis can connect to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from xl_fact.errors import InputError


@contextmanager
def table_at(url: str, name: str) -> Iterator[Any]:
    """A table of a database, connected to until the block ends; nothing of it is read yet.

    Parameters
    ----------
    url : str
        As Ibis takes it: ``postgres://user@host/database``, ``duckdb://file.db``, ``clickhouse://…``.
    name : str
        The table or view, with its schema before a dot where it has one; the name may hold a dot itself.

    Yields
    ------
    ibis.Table

    Raises
    ------
    InputError
        Ibis isn't installed, can't connect, or there is no such file or table. A password in the address is not
        repeated, and no file is made.
    """
    try:
        import ibis
    except ModuleNotFoundError as error:
        raise InputError(
            '--source 要用 Ibis；请运行 pip install "ibis-framework[postgres]"，方括号里写你的数据库',
            '--source needs Ibis: pip install "ibis-framework[postgres]", with your database in the brackets',
        ) from error
    where = re.sub(r"//([^/@:]*):[^/@]*@", r"//\1:…@", url)
    if (file := _file_of(url)) is not None and not file.is_file():
        raise InputError(
            f"{where}：没有这个数据库文件（{file.name}）；请检查地址",
            f"{where}: there is no such database file ({file.name}); look at the address",
        )
    connection: Any = None
    try:
        connection = ibis.connect(url)
        found = _table(connection, name)
    except Exception as error:  # of each database its own
        if connection is not None:
            connection.disconnect()
        secret = re.search(r"//[^/@:]*:([^/@]+)@", url)
        why = str(error).replace(secret[1], "…") if secret else str(error)
        line = f"{type(error).__name__}: {why.strip()}".splitlines()[0]
        raise InputError(
            f"{where}：打不开表“{name}”（{line}）", f"{where}: the table '{name}' can't be opened ({line})"
        ) from error
    try:
        yield found
    finally:
        connection.disconnect()


def _table(connection: Any, name: str) -> Any:
    """A table by its schema and its name; where there is none, by a name that holds a dot itself."""
    parts = name.split(".")
    first: Exception | None = None
    for cut in reversed(range(len(parts))):
        try:
            return connection.table(".".join(parts[cut:]), database=tuple(parts[:cut]) or None)
        except Exception as error:  # of each database its own; what is said is of the first
            first = first or error
    assert first is not None
    raise first


def _file_of(url: str) -> Path | None:
    """The file of a database that is one; None of a server, or of one that stands in memory.

    Examples
    --------
    >>> _file_of("duckdb://facts.db?read_only=1").name, _file_of("sqlite:///home/a%20b.db").name
    ('facts.db', 'a b.db')
    >>> _file_of("duckdb://"), _file_of("postgres://user@host/facts"), _file_of("duckdb://:memory:")
    (None, None, None)
    """
    found = re.fullmatch(r"(?:duckdb|sqlite)://([^?]*)(?:\?.*)?", url) or re.fullmatch(
        r"((?!\w+://).+\.(?:duckdb|ddb|db|sqlite|sqlite3))", url
    )
    path = unquote(found[1]) if found else ""
    if not path or path == ":memory:" or path.startswith(("md:", "motherduck:")):
        return None
    return Path(path)
