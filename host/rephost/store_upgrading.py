"""Tables of an earlier version become those of this one; what they were is kept first."""

import time
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, text

from rephost.store_errors import StoreError
from rephost.store_opening import shown_url

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, revision: str | None) -> None:
    """Upgrade tables from a revision; None: make them.

    Raises
    ------
    StoreError
        The revision is of a later version.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    if revision is not None:
        _check_known(config, engine, revision)
        keep_before(engine, revision)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def keep_before(engine: Engine, revision: str) -> Path | None:
    """Copy a database that is a file, so that an upgrade can be taken back; return the copy."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return None
    stamp = time.strftime("%Y%m%d-%H%M%S")
    kept = Path(path).with_name(f"{Path(path).stem}-{revision}-{stamp}.db")
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("VACUUM INTO :path"), {"path": str(kept)})
    return kept


def _check_known(config: Config, engine: Engine, revision: str) -> None:
    try:
        ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError as error:
        where = shown_url(str(engine.url))
        raise StoreError(
            f"{where}: a later version of repbelt has written this; update repbelt to open it"
        ) from error
