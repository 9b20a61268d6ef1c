"""Where the store lies, and its way to the tables of this version."""

import os
from pathlib import Path
from typing import Any, Final

import platformdirs
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from rephost.store_errors import StoreError

URL_VARIABLE: Final = "REPBELT_DATABASE_URL"
HEAD: Final = "0001"
"""The revision of the tables in `store_schema`."""

_LOCKED_FOR_S: Final = 5.0


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
    return make_url(url).render_as_string(hide_password=True)


def opened_engine(url: str) -> Engine:
    """Return an engine whose tables are of this version, upgraded if they were older.

    Raises
    ------
    StoreError
        They are newer.
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, connect_args=_connect_args(url))
    if engine.dialect.name == "sqlite":
        _open_sqlite(engine)
    revision = _revision(engine)
    if revision != HEAD:
        from rephost.store_upgrading import upgrade

        upgrade(engine, revision)
    return engine


def _connect_args(url: str) -> dict[str, Any]:
    return {"timeout": _LOCKED_FOR_S} if url.startswith("sqlite") else {"connect_timeout": 5}


def _open_sqlite(engine: Engine) -> None:
    path = engine.url.database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")


def _revision(engine: Engine) -> str | None:
    """Return the revision of a database's tables; None: it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            if inspect(connection).get_table_names():
                raise StoreError(
                    f"{shown_url(str(engine.url))}: the tables in it are not repbelt's"
                )
            return None
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if revision is None else str(revision)
