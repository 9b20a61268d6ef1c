"""Tables of every earlier version open, upgrade, and keep their rows; a backup is kept first."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, inspect, select, text

from made_sessions import made_set
from rephost import store_opening
from rephost.corrections import SessionDescribed
from rephost.store import Store, opened_store
from rephost.store_errors import StoreError
from rephost.store_opening import HEAD, database_path, opened_engine, revision_of, writing
from rephost.store_schema import Base
from rephost.store_upgrading import MIGRATIONS, upgrade
from stored import put

VERSIONS = Path(__file__).parent / "store_versions"

NEXT = '''"""A next version."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("session") as batch_op:
        batch_op.add_column(sa.Column("mood", sa.String(), nullable=False, server_default="good"))
'''


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]


def all_rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    tables = MetaData()
    with engine.connect() as connection:
        tables.reflect(connection)
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """Make a folder of migrations with one more."""
    scripts = tmp_path / "100% migrations"
    (scripts / "versions").mkdir(parents=True)
    for path in [MIGRATIONS / "env.py", *(MIGRATIONS / "versions").glob("*.py")]:
        (scripts / path.relative_to(MIGRATIONS)).write_text(path.read_text())
    (scripts / "versions" / "v9999.py").write_text(NEXT.format(head=HEAD))
    return scripts


@pytest.fixture
def engine(store: Store) -> Engine:
    """Open a store with a session in it."""
    put(store, "a", [made_set(0.0), made_set(100.0)], strap="Strap '1'")
    store.correct("a", SessionDescribed({"title": "'; --"}))
    return store.engine


def test_the_head_is_that_of_the_scripts() -> None:
    assert revisions()[0] == HEAD


def test_the_migrated_tables_are_those_of_the_models(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_version_has_left_a_database() -> None:
    """A new revision comes with the rows of `python tests/make_store_version.py`."""
    assert sorted(path.stem for path in VERSIONS.glob("*.sql")) == sorted(revisions())


@pytest.mark.parametrize("revision", sorted(path.stem for path in VERSIONS.glob("*.sql")))
def test_a_database_of_every_version_opens(
    revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("REPBELT_DATABASE_URL", raising=False)
    database_path().parent.mkdir()
    with closing(sqlite3.connect(database_path())) as connection:
        connection.executescript((VERSIONS / f"{revision}.sql").read_text(encoding="utf-8"))
    with opened_store() as store:
        with store.engine.connect() as opened:
            assert revision_of(opened) == HEAD
        hinges, swings, *later = map(store.session, store.ids())
        assert [hinges.id, swings.id] == ["2026-05-28-202640", "0badcafe"]
        assert (hinges.title, hinges.rpe) == ("heavy 🏋️ 'day'", 8.5)
        assert [(one.exercise, one.rep_count) for one in hinges.sets] == [("rdl", 9), ("rdl", 5)]
        assert hinges.sets[0].weight_kg == 60.0
        assert [one.rep_count for one in swings.sets] == [20]
        assert hinges.strap == "Strap-4E5F"
        has_jumps = revision >= "0002"
        has_squats = revision >= "0003"
        reps = [rep for one in later for rep in one.sets[0].reps]
        assert [rep.flight_s for rep in reps] == [0.5, 0.5] * has_jumps + [None] * 3 * has_squats
        assert [rep.hips_lead for rep in reps] == [None, None] * has_jumps + [0.25] * 3 * has_squats
        assert len(store.sets()) == 3 + has_jumps + has_squats
        store.correct(hinges.id, SessionDescribed({"title": "later"}))
    kept = list(tmp_path.rglob(f"repbelt-{revision}-*.db"))
    assert len(kept) == (revision != HEAD)


@pytest.mark.parametrize(
    ("revision", "exercise", "measure"),
    [
        ("0001", "box_jump", "flight_s"),
        ("0002", "squat", "hips_lead"),
        ("0002", "deadlift", "hips_lead"),
    ],
)
def test_what_was_counted_before_a_measure_was_kept_is_to_be_counted_again(
    revision: str, exercise: str, measure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("REPBELT_DATABASE_URL", raising=False)
    database_path().parent.mkdir()
    with closing(sqlite3.connect(database_path())) as connection:
        connection.executescript((VERSIONS / f"{revision}.sql").read_text(encoding="utf-8"))
        others = f"exercise = '{exercise}' WHERE session_id = '0badcafe'"
        connection.execute(f"UPDATE counted_set SET {others}")
        connection.execute(f"UPDATE performed_set SET {others}")
        connection.commit()
        asked = "SELECT id, algorithm FROM session"
        before = dict(connection.execute(asked).fetchall())
    with opened_store() as store:
        after = {one.id: one.algorithm for one in store.counts()}
        assert {getattr(rep, measure) for rep in store.session("0badcafe").sets[0].reps} == {None}
    assert after.keys() == before.keys()
    assert [name for name in before if after[name] != before[name]] == ["0badcafe"]


def test_an_upgrade_keeps_the_rows_and_a_backup_first(engine: Engine, next_version: Path) -> None:
    before = all_rows(engine)
    upgrade(engine, HEAD, next_version)
    with engine.connect() as connection:
        assert revision_of(connection) == "9999"
        assert connection.execute(text("SELECT mood FROM session")).scalar() == "good"
    [kept] = database_path().parent.glob(f"repbelt-{HEAD}-*.db")
    copy = create_engine(f"sqlite:///{kept}")
    assert all_rows(copy) == before
    copy.dispose()
    with opened_store(f"sqlite:///{kept}") as store:  # the version before opens it
        assert store.session("a").title == "'; --"
        store.correct("a", SessionDescribed({"title": "goes on"}))


def test_an_upgrade_that_fails_leaves_all_as_it_was(engine: Engine, next_version: Path) -> None:
    with (next_version / "versions" / "v9999.py").open("a") as script:
        script.write('    op.execute("SELECT nonsense FROM nowhere")\n')
    before = all_rows(engine)
    with pytest.raises(Exception, match="nowhere"):
        upgrade(engine, HEAD, next_version)
    assert all_rows(engine) == before
    with engine.connect() as connection:
        assert revision_of(connection) == HEAD
        assert "mood" not in {one["name"] for one in inspect(connection).get_columns("session")}


def test_what_another_process_has_upgraded_is_left(engine: Engine, next_version: Path) -> None:
    upgrade(engine, HEAD, next_version)
    upgrade(engine, None)  # found empty before the other came
    with engine.connect() as connection:
        assert revision_of(connection) == "9999"


def test_a_later_database_is_refused(engine: Engine, database: str, next_version: Path) -> None:
    upgrade(engine, HEAD, next_version)
    before = all_rows(engine)
    with pytest.raises(StoreError, match="a later version of repbelt"), opened_store(database):
        pass
    assert all_rows(engine) == before


def test_somebody_elses_tables_are_left_alone(database: str) -> None:
    url = database.replace("postgresql://", "postgresql+psycopg://")
    database_path().parent.mkdir(parents=True, exist_ok=True)
    other = create_engine(url)
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE session (id INTEGER)"))
    with pytest.raises(StoreError, match="not repbelt's"), opened_store(database):
        pass
    with other.connect() as connection:
        assert inspect(connection).get_table_names() == ["session"]
    other.dispose()


def test_the_head_is_what_opening_makes(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened_engine(database)
    with writing(engine).begin() as connection:
        assert revision_of(connection) == HEAD == store_opening.HEAD
    engine.dispose()
