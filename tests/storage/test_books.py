"""A patient's book: sealed, chained, and written for records that an earlier version kept in plain words."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, Table, create_engine, event, insert, select, text
from sqlalchemy.exc import DatabaseError

from interbeing.domain.consent import ConsentEntry, Purpose
from interbeing.domain.errors import Altered, InterbeingError
from interbeing.domain.patient import Caution, CautionDecision, Patient
from interbeing.domain.session import MirrorKind, Session, SessionState, WriteUp
from interbeing.storage import patients, proof, sessions
from interbeing.storage.book import IN_BOOKS, chained, end_of, find_break, lines_of, set_end
from interbeing.storage.connect import Connection, Database, open_file, open_postgres
from interbeing.storage.pacings import pacings_of
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_of
from interbeing.storage.schema import migrations
from interbeing.storage.seal import Binding, ClearSeal, PatientSeal, Seal
from interbeing.storage.sqlite_file import FILE_NAME, sqlite_engine
from interbeing.storage.tables import metadata
from tests.faults.forked import DIED, Step, killed_at, steps_of
from tests.keys import keys_again, keys_in

AT = datetime(2026, 11, 25, 9, 0, 0, 123456, tzinfo=UTC)
WREN, SESSION, PAPER = UUID(int=1), UUID(int=2), UUID(int=3)
BEFORE_BOOKS = "0018"


def write_book(database: Database, name: str = "heliotrope") -> UUID:
    """Keep one line of each kind that takes words."""
    patient = Patient(WREN, name, "W", "lantern", is_practice=True, created_at=AT)
    session = Session(SESSION, WREN, SessionState.PLANNED, MirrorKind.REAL, "ours", AT)
    paper = Paper(PAPER, WREN, PaperKind.CODING, None, AT, {"said": name})

    def do(connection: Connection) -> None:
        seal = database.seal
        patients.add_patient(connection, seal, patient)
        patients.add_decision(
            connection, seal, CautionDecision(WREN, frozenset({Caution.PSYCHOSIS}), True, name, name, AT)
        )
        patients.add_consent(connection, seal, ConsentEntry(WREN, Purpose.RECORD, True, "2026-11-25", name, AT))
        sessions.add_session(connection, session)
        sessions.add_write_up(connection, seal, WriteUp(SESSION, 1, name, AT, is_signed=False))
        add_paper(connection, seal, paper)

    database.write(do).result()
    return WREN


def every_row(connection: Connection) -> str:
    return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


def test_no_plain_word_of_a_patient_lies_in_any_row(database: Database) -> None:
    write_book(database)
    with database.read() as connection:
        rows = every_row(connection)
        is_clear = isinstance(database.seal, ClearSeal)
        assert ("heliotrope" in rows, "lantern" in rows, "psychosis" in rows) == (is_clear,) * 3
        assert patients.decisions_of(connection, database.seal, WREN)[0].reason == "heliotrope"
        assert find_break(connection, WREN) is None


@pytest.mark.parametrize("where", IN_BOOKS[1:3] + IN_BOOKS[4:6], ids=lambda table: table.name)
def test_a_line_that_is_edited_or_taken_out_is_found(tmp_path: Path, where) -> None:
    database = open_file(tmp_path, keys=keys_in(tmp_path))
    write_book(database)
    database.close()
    for change in (
        f"DELETE FROM {where.name}",
        f"UPDATE {where.name} SET seq = 1",
        f"UPDATE {where.name} SET sealed = x'00'",
    ):
        engine = sqlite_engine(tmp_path / FILE_NAME, keys_again(tmp_path).file_keys()[0], "BEGIN", "OFF", 1)
        with engine.connect() as connection:
            for guard in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER {where.name}_no_{guard}")
            connection.exec_driver_sql(change)
            assert proof.broken_books(connection) == (WREN,)
        engine.dispose()


def test_a_line_chained_anew_by_hand_opens_in_no_other_place(tmp_path: Path) -> None:
    """Two consents change places, and the chain is made to hold again: the seal knows where each belongs."""
    database = open_file(tmp_path, keys=keys_in(tmp_path))
    write_book(database)
    withdrawn = ConsentEntry(WREN, Purpose.RECORD, False, "2026-11-25", "T", AT)
    database.write(lambda connection: patients.add_consent(connection, database.seal, withdrawn)).result()
    database.close()
    engine = sqlite_engine(tmp_path / FILE_NAME, keys_again(tmp_path).file_keys()[0], "BEGIN", "OFF", 1)
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP TRIGGER consents_no_update")
        one, other = connection.exec_driver_sql("SELECT entry, sealed FROM consents").all()
        for entry, sealed in ((one[0], other[1]), (other[0], one[1])):
            connection.exec_driver_sql("UPDATE consents SET sealed = ? WHERE entry = ?", (sealed, entry))
        _chain_anew(connection)
        assert proof.broken_books(connection) == ()
        with pytest.raises(Altered):
            patients.ledger_of(connection, PatientSeal(keys_again(tmp_path)), WREN)
    engine.dispose()


def _chain_anew(connection: Connection) -> None:
    seq, head = end_of(connection, WREN)
    head = "0" * 64
    for table, row in lines_of(connection, WREN):
        head = chained(head, table, row)
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table.name}_no_update"))
        connection.execute(table.update().where(table.c.seq == row["seq"]).values(head=head))
    set_end(connection, WREN, seq, head)


# --- records that an earlier version kept -------------------------------------------------------------------------


def make_old(engine: Engine) -> None:
    """Make a record as the version before books made it, with a line of each kind in plain words."""
    config = migrations()
    old = {
        "patients": {"patient_id": WREN, "pseudonym": "heliotrope", "initials": "W", "picture_word": "lantern",
                     "is_practice": True, "created_at": AT},
        "cautions": {"patient_id": WREN, "present": "body_image,psychosis", "goes_on": False, "reason": "heliotrope",
                     "decided_by": "T", "decided_at": AT},
        "consents": {"patient_id": WREN, "purpose": "record", "is_given": True, "text_version": "2026-11",
                     "recorded_by": "heliotrope", "recorded_at": AT},
        "pacings": {"patient_id": WREN, "is_on": True, "recorded_by": "heliotrope", "recorded_at": AT},
        "sessions": {"session_id": SESSION, "patient_id": WREN, "state": "planned", "mirror": "real",
                     "protocol_id": "ours", "planned_for": AT},
        "heads": {"session_id": SESSION, "seq": 0, "head": "0" * 64},
        "write_ups": {"session_id": SESSION, "version": 1, "text": "heliotrope", "is_signed": True, "written_at": AT,
                      "author": "owner"},
    }  # fmt: skip
    with engine.begin() as connection:
        config.attributes["connection"], config.attributes["seal"] = connection, ClearSeal()
        command.upgrade(config, BEFORE_BOOKS)
        for name, values in old.items():
            _insert(connection, name, values)


def _insert(connection: Connection, name: str, values: dict) -> None:
    table = Table(name, MetaData(), autoload_with=connection)
    types = metadata.tables[name].c
    for column in table.c:  # what SQLite itself says of a column is less than we know
        if column.name in types:
            column.type = types[column.name].type
    if connection.dialect.name == "sqlite":
        for place in ("patient_id", "session_id"):
            if place in table.c:
                table.c[place].type = metadata.tables["sessions"].c.session_id.type
    connection.execute(insert(table), values)


def add_old_paper(engine: Engine, seal: Seal) -> None:
    sealed = seal.seal(Binding(WREN, "papers", PAPER), b'{"said":"heliotrope"}')
    with engine.begin() as connection:
        values = {"paper_id": PAPER, "patient_id": WREN, "kind": "coding", "about": None, "written_at": AT}
        _insert(connection, "papers", {**values, "sealed": sealed})


@pytest.fixture(params=["sqlite", "sealed", pytest.param("postgresql", marks=pytest.mark.postgres)])
def brought_on(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An earlier version's record, opened by this one."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        make_old(engine)
        add_old_paper(engine, ClearSeal())
        engine.dispose()
        opened = open_postgres(url)
    else:
        opened = open_old(tmp_path, is_sealed=request.param == "sealed")
    yield opened
    opened.close()


def open_old(folder: Path, *, is_sealed: bool) -> Database:
    make_old_file(folder, is_sealed=is_sealed)
    return open_file(folder, keys=keys_again(folder) if is_sealed else None)


def make_old_file(folder: Path, *, is_sealed: bool) -> None:
    keys = keys_in(folder) if is_sealed else None
    engine = sqlite_engine(folder / FILE_NAME, keys.file_keys()[0] if keys else None, "BEGIN IMMEDIATE", "OFF", 1)
    make_old(engine)
    add_old_paper(engine, PatientSeal(keys) if keys else ClearSeal())
    engine.dispose()


def assert_says_the_same(database: Database) -> None:
    seal = database.seal
    with database.read() as connection:
        assert patients.patient_of(connection, seal, WREN) == Patient(WREN, "heliotrope", "W", "lantern", True, AT)
        decision = CautionDecision(
            WREN, frozenset({Caution.BODY_IMAGE, Caution.PSYCHOSIS}), False, "heliotrope", "T", AT
        )
        assert patients.decisions_of(connection, seal, WREN) == (decision,)
        consent = ConsentEntry(WREN, Purpose.RECORD, True, "2026-11", "heliotrope", AT)
        assert patients.ledger_of(connection, seal, WREN) == (consent,)
        assert pacings_of(connection, seal, WREN)[0].is_on
        assert sessions.newest_write_up(connection, seal, SESSION) == WriteUp(SESSION, 1, "heliotrope", AT, True)
        assert papers_of(connection, seal, WREN, PaperKind.CODING)[0].content == {"said": "heliotrope"}
        assert find_break(connection, WREN) is None
        assert end_of(connection, WREN)[0] == 6
        assert ("heliotrope" in every_row(connection)) == isinstance(seal, ClearSeal)


def test_what_an_earlier_version_kept_in_plain_words_is_sealed_and_chained(brought_on: Database) -> None:
    assert_says_the_same(brought_on)
    with pytest.raises((DatabaseError, InterbeingError)):  # the guards are there again
        brought_on.write(lambda connection: connection.execute(text("UPDATE consents SET seq = 9"))).result()


def test_killed_at_any_statement_of_it_the_record_is_as_before_or_whole(tmp_path: Path) -> None:
    make_old_file(tmp_path / "old", is_sealed=True)

    def bring_on(step: Step, folder: Path) -> None:
        def heard(*_said: object) -> None:
            step("a statement")

        event.listen(Engine, "after_cursor_execute", heard)
        try:
            open_file(folder, keys=keys_again(folder)).close()
        finally:
            event.remove(Engine, "after_cursor_execute", heard)

    def copied(name: str) -> Path:
        return Path(shutil.copytree(tmp_path / "old", tmp_path / name))

    whole = copied("whole")
    steps = steps_of(lambda step: bring_on(step, whole))
    every = 1 if os.environ.get("INTERBEING_SOAK") else max(1, steps // 6)
    for last in range(1, steps, every):
        folder = copied(str(last))
        assert killed_at(last, lambda step, folder=folder: bring_on(step, folder)) == DIED
        database = open_file(folder, keys=keys_again(folder))
        assert_says_the_same(database)
        database.close()
