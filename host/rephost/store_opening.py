"""Where the store lies, and its way to the tables of this version."""

import os
from pathlib import Path
from typing import Any, Final

import platformdirs
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from rephost.store_errors import StoreError

URL_VARIABLE: Final = "REPBELT_DATABASE_URL"
HEAD: Final = "0003"
"""The revision of the tables in `store_schema`."""

_LOCKED_FOR_S: Final = 5.0
_WRITES: Final = "is_writing"


def database_path() -> Path:
    """Return where the database lies unless REPBELT_DATABASE_URL says otherwise."""
    return platformdirs.user_data_path("repbelt", appauthor=False) / "repbelt.db"


def database_url() -> str:
    """Return the address of the database."""
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{database_path()}"


def shown_url(url: str) -> str:
    """Return an address without its password; of a file its path."""
    if url.startswith("sqlite:///"):
        return url.removeprefix("sqlite:///")
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return URL_VARIABLE


def opened_engine(url: str) -> Engine:
    """Return an engine whose tables are of this version, upgraded if they were older.

    Raises
    ------
    StoreError
        They are newer, or there is no driver for such a database.
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = _sqlite(url) if url.startswith("sqlite") else _server(url)
    try:
        with engine.connect() as connection:
            revision = revision_of(connection)
        if revision != HEAD:
            from rephost.store_upgrading import upgrade

            upgrade(engine, revision)
    except BaseException:
        engine.dispose()
        raise
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write: one waits for the other, none fails."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_WRITES: True})
    return engine.execution_options(isolation_level="READ COMMITTED")


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database's tables; None: it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        if inspect(connection).get_table_names():
            raise StoreError(f"{_shown(connection.engine)}: the tables in it are not repbelt's")
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if revision is None else str(revision)


def sqlite_path(engine: Engine) -> Path | None:
    """Return the file that a database is; None: it is none."""
    path = engine.url.database
    return Path(path) if engine.dialect.name == "sqlite" and path else None


def _shown(engine: Engine) -> str:
    return shown_url(engine.url.render_as_string(hide_password=True))


# A transaction that reads sees one moment, whatever others write meanwhile.


def _server(url: str) -> Engine:
    waits = {"connect_timeout": 5}
    try:
        return create_engine(url, connect_args=waits, isolation_level="REPEATABLE READ")
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{shown_url(url)}: the driver is missing, pip install 'repbelt[postgresql]' has "
            "that of PostgreSQL"
        ) from error


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _LOCKED_FOR_S})
    path = sqlite_path(engine)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        connection.isolation_level = None  # else Python's module begins where it sees fit
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # One that reads first and then writes is refused if another has written in between.
        is_writing = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine
