"""A PostgreSQL server for one test: its own cluster in a folder of its own, reached through a socket there."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from oracles import tool

USER = "xl_fact"
_TYPES = {"float64": "double precision", "int64": "bigint", "datetime64[s]": "timestamp"}


def _programs() -> Path:
    """Where Debian puts the server's programs, which are on nobody's path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        tool.absent("PostgreSQL")
    return found[-1].parent if found else Path(str(on_path)).parent


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a server that runs until the block ends; as root it runs as another user, for it refuses root."""
    programs, folder = _programs(), Path(tempfile.mkdtemp(prefix="xl_fact_pg_", dir="/tmp"))
    how: dict[str, Any] = {}
    if os.geteuid() == 0:
        other = pwd.getpwnam("postgres")
        os.chown(folder, other.pw_uid, other.pw_gid)
        how = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}

    def run(name: str, *words: str) -> None:
        command = [str(programs / name), "-D", str(folder / "data"), *words]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            timeout=120,
            check=False,
            **how,
        )
        if done.returncode:
            raise tool.ToolError(f"{name}: {done.stderr}")

    try:
        run("initdb", "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgres://{USER}@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def load(address: str, name: str, facts: pd.DataFrame) -> None:
    """Put a fact table into a server, as its own COPY takes it."""
    import psycopg

    columns = ", ".join(f'"{key}" {_TYPES.get(str(kind), "text")}' for key, kind in facts.dtypes.items())
    with psycopg.connect(address) as connection:
        connection.execute(f"create table {name} ({columns})")
        with (
            connection.cursor() as cursor,
            cursor.copy(f"copy {name} from stdin (format csv, null '\\N')") as copy,
        ):
            copy.write(facts.to_csv(index=False, header=False, na_rep="\\N"))
