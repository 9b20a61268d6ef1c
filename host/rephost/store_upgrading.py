"""Tables of an earlier version become those of this one; what they were is kept first."""

import time
from contextlib import closing
from pathlib import Path
from typing import Final

import platformdirs
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, MetaData, create_engine, insert, select, text

from rephost.store_errors import StoreError
from rephost.store_opening import revision_of, shown_url, sqlite_path, writing

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_ONE_AT_A_TIME: Final = 7_345_230_911
"""The lock under which programs upgrade a PostgreSQL database."""


def upgrade(engine: Engine, revision: str | None, scripts: Path = MIGRATIONS) -> None:
    """Upgrade tables from a revision; None: make them.

    Raises
    ------
    StoreError
        The revision is of a later version.
    """
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    if revision is not None:
        _check_known(config, engine, revision)
        keep_before(engine, revision)
    with writing(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ONE_AT_A_TIME})
        if revision_of(connection) != revision:
            return  # another process has done it meanwhile
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def keep_before(engine: Engine, revision: str) -> Path:
    """Copy a database into a new SQLite file, so that an upgrade can be taken back."""
    path = sqlite_path(engine)
    if path is None:
        folder = platformdirs.user_data_path("repbelt", appauthor=False)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "repbelt.db"
    kept = free_name(path, revision)
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(kept),))
    else:
        with engine.connect() as connection:
            _copy(connection, kept)
    return kept


def free_name(path: Path, what: str) -> Path:
    """Return a new name beside a database's, with `what` and the time in it."""
    stem = f"{path.stem}-{what}-{time.strftime('%Y%m%d-%H%M%S')}"
    number = 1
    while True:
        kept = path.with_name(f"{stem}{f'-{number}' if number > 1 else ''}.db")
        if not kept.exists():
            return kept
        number += 1


def _copy(connection: Connection, into: Path) -> None:
    """Copy all tables, whatever version they are of, into a new SQLite file."""
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        for column in table.columns:
            column.server_default = None  # a sequence of PostgreSQL's own
    copy = create_engine(f"sqlite:///{into}")
    try:
        with copy.begin() as target:
            tables.create_all(target)
            for table in tables.sorted_tables:
                rows = connection.execution_options(yield_per=1000).execute(select(table))
                for some in rows.mappings().partitions():
                    target.execute(insert(table), [dict(row) for row in some])
    finally:
        copy.dispose()


def _check_known(config: Config, engine: Engine, revision: str) -> None:
    try:
        ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError as error:
        where = shown_url(engine.url.render_as_string(hide_password=True))
        raise StoreError(
            f"{where}: a later version of repbelt has written this; update repbelt to open it"
        ) from error
