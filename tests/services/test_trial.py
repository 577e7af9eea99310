"""Trials on disk: the same bytes whoever works, the truth beside them, and nothing lost when a worker dies."""

import os
import signal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from interbeing.domain.errors import BadInput, CannotStart
from interbeing.model.parameters import Rule, quantity_names, reference_prior
from interbeing.model.plan import Plan
from interbeing.model.simulate import draw_people, live_courses
from interbeing.services import trial as trials
from interbeing.services.many import Piece, Workers, work_through
from interbeing.services.pieces import Pieces, Tables
from interbeing.services.trial import Trial, simulate_trial

SMALL = Trial(30, Plan(2, 10), 5)


@pytest.fixture(autouse=True)
def pieces_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "ROWS_IN_A_PIECE", 160)


def test_one_and_two_processes_write_the_same_bytes(tmp_path) -> None:
    for processes in (1, 2):
        simulate_trial(SMALL, tmp_path / str(processes), Workers(processes=processes))
    for name in ("moments.parquet", "truth.parquet"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    assert sorted(p.name for p in (tmp_path / "1").iterdir()) == ["moments.parquet", "truth.parquet"]


def test_the_files_hold_the_contracted_columns_in_their_types(tmp_path) -> None:
    simulate_trial(SMALL, tmp_path, Workers(processes=1))
    types = {field.name: str(field.type) for field in pq.read_schema(tmp_path / "moments.parquet")}
    assert types == {
        "patient": "int64", "session": "int32", "ordinal": "int32", "minutes_since_previous": "double",
        "felt": "string", "offered": "string", "perceived": "string", "arousal": "int8",
        "at_reflection": "bool", "invited": "bool", "reassured": "bool",
    }  # fmt: skip
    assert pq.read_metadata(tmp_path / "moments.parquet").num_rows == 30 * 20


def test_the_truth_is_what_the_patients_were_and_became(tmp_path) -> None:
    simulate_trial(SMALL, tmp_path, Workers(processes=1))
    truth = pq.read_table(tmp_path / "truth.parquet").to_pylist()
    told = {(row["patient"], row["quantity"]): row["value"] for row in truth}
    people = draw_people(reference_prior(), SMALL.seed, 0, 30)
    lived = live_courses(people, SMALL.plan, SMALL.seed, 0)
    assert len(told) == 30 * (69 + 49 + 7)
    for patient in (0, 17, 29):
        assert [told[patient, name] for name in quantity_names()] == people[patient].tolist()
        assert told[patient, "expects[sadness>anger]"] == lived.expects[patient, 2, 4]
        assert told[patient, "reflection_now[shame]"] == lived.expects[patient, 7, 6]


def test_a_childhood_is_part_of_the_truth(tmp_path) -> None:
    simulate_trial(Trial(5, Plan(1, 10), 5, Rule.MODAL, "attuned"), tmp_path, Workers(processes=1))
    quantities = set(pq.read_table(tmp_path / "truth.parquet")["quantity"].to_pylist())
    assert {"care", "sensitivity", "rho"} <= quantities


def test_a_trial_of_nobody_or_of_an_unknown_childhood_is_refused() -> None:
    with pytest.raises(BadInput, match="at least one patient"):
        Trial(0, Plan(1, 1), 1)
    with pytest.raises(BadInput, match="no upbringing"):
        Trial(1, Plan(1, 1), 1, childhood="ideal")


def counted(given: tuple[Path, int]) -> Tables:
    """Leave a trace of each time that a piece is worked on; piece 3 kills its first worker."""
    folder, place = given
    with (folder / f"begun-{place}").open("a") as trace:
        trace.write(".")
    if place == 3 and (folder / "begun-3").stat().st_size == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"out": pa.table({"place": np.array([place])})}


def always_dying(_given: object) -> Tables:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def the_pieces(folder: Path, count: int = 8) -> list[Piece]:
    return [Piece(place, 1, (folder, place)) for place in range(count)]


def test_a_killed_worker_loses_nothing(tmp_path) -> None:
    kept = Pieces({"out": tmp_path / "out.parquet"}, {"asked": 1})
    work_through(iter(the_pieces(tmp_path)), counted, kept, Workers(processes=2), 8)
    assert pq.read_table(tmp_path / "out.parquet")["place"].to_pylist() == list(range(8))
    assert (tmp_path / "begun-3").stat().st_size == 2


def test_a_piece_that_always_kills_its_worker_is_given_up_in_a_sentence(tmp_path) -> None:
    kept = Pieces({"out": tmp_path / "out.parquet"}, {"asked": 1})
    with pytest.raises(CannotStart, match="lost its worker 3 times"):
        work_through(iter([Piece(0, 1, None)]), always_dying, kept, Workers(processes=2), 1)


def stopping(given: tuple[Path, int]) -> Tables:
    if given[1] == 5 and not (given[0] / "begun-5").exists():
        (given[0] / "begun-5").touch()
        raise KeyboardInterrupt
    return counted(given)


def test_what_was_done_before_a_stop_is_not_done_again(tmp_path) -> None:
    target = {"out": tmp_path / "out.parquet"}
    (tmp_path / "begun-3").write_text(".")
    with pytest.raises(KeyboardInterrupt):
        work_through(iter(the_pieces(tmp_path)), stopping, Pieces(target, {"a": 1}), Workers(processes=1), 8)
    assert not (tmp_path / "out.parquet").exists()
    work_through(iter(the_pieces(tmp_path)), stopping, Pieces(target, {"a": 1}), Workers(processes=1), 8)
    assert pq.read_table(tmp_path / "out.parquet")["place"].to_pylist() == list(range(8))
    assert [(tmp_path / f"begun-{place}").stat().st_size for place in (0, 4, 7)] == [1, 1, 1]


def test_another_request_does_not_take_over_what_was_left(tmp_path) -> None:
    kept = Pieces({"out": tmp_path / "out.parquet"}, {"seed": 1})
    kept.keep(0, {"out": pa.table({"place": [0]})})
    assert kept.is_done(0)
    assert Pieces({"out": tmp_path / "out.parquet"}, {"seed": 1}).is_done(0)
    assert not Pieces({"out": tmp_path / "out.parquet"}, {"seed": 2}).is_done(0)
