"""A fact table in a database, by its address: whatever Ibis can connect to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xl_fact.errors import InputError


@contextmanager
def table_at(url: str, name: str) -> Iterator[Any]:
    """A table of a database, connected to until the block ends; nothing of it is read yet.

    Parameters
    ----------
    url : str
        As Ibis takes it: ``postgres://user@host/database``, ``duckdb://file.db``, ``clickhouse://…``.
    name : str
        The table or view, with its schema before a dot where it has one.

    Yields
    ------
    ibis.Table

    Raises
    ------
    InputError
        Ibis isn't installed, can't connect, or there is no such table. A password in the address is not repeated.
    """
    try:
        import ibis
    except ModuleNotFoundError as error:
        raise InputError(
            '--source 要用 Ibis；请运行 pip install "ibis-framework[postgres]"，方括号里写你的数据库',
            '--source needs Ibis: pip install "ibis-framework[postgres]", with your database in the brackets',
        ) from error
    where = re.sub(r"//([^/@:]*):[^/@]*@", r"//\1:…@", url)
    *schema, table = name.split(".")
    connection: Any = None
    try:
        connection = ibis.connect(url)
        found = connection.table(table, database=tuple(schema) if schema else None)
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
