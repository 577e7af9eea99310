"""Every file is opened by the program it is for; times, labels and links come back as they were."""

import gzip
import json
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from interbeing.domain.rating import Rater
from interbeing.formats.bids import parts_of
from interbeing.formats.boris import aggregated, comment_of
from interbeing.formats.events import events_of
from interbeing.formats.log_files import as_csv
from interbeing.formats.questionnaires import bundle
from interbeing.formats.recording import Recording
from interbeing.formats.signal import held
from interbeing.services.export import FORMATS
from tests.faults.counts import only_long
from tests.formats.recorded import a_recording, all_measures

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".tools/peers/bin/python"
VALIDATOR = ROOT / ".tools/bids/node_modules/.bin/bids-validator"
CHAIN = ("felt", "offered", "perceived", "received")
LONGEST_S = 120


@pytest.fixture(scope="module")
def recording() -> Recording:
    return a_recording()


@pytest.fixture(scope="module")
def found(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the peers found in the files, each written once."""
    assert PEERS.exists(), "set the peers up first: make .tools/peers/.ready"
    folder = tmp_path_factory.mktemp("files")
    for wanted in FORMATS.values():
        (folder / f"session.{wanted.ending}").write_bytes(b"".join(wanted.write(recording)))
    (folder / "answers.fhir.json").write_bytes(b"".join(bundle(all_measures())))
    opened = [PEERS, Path(__file__).with_name("opened_by_peers.py"), folder]
    answer = subprocess.run(opened, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    return dict(json.loads(answer.stdout))


def test_boris_opens_the_project_and_finds_nothing_to_mend(recording: Recording, found: dict[str, Any]) -> None:
    opened = found["boris"]
    assert (opened["changed"], opened["message"], opened["undefined"]) == (False, "", [])
    assert opened["paired"] == [True, "No problem detected"]
    events = events_of(recording)
    starts = [[e.start_ms / 1000, e.subject, e.code, e.value, comment_of(e)] for e in events]
    stops = [[e.stop_ms / 1000, e.subject, e.code, e.value, ""] for e in events if e.stop_ms is not None]
    assert sorted(opened["events"]) == sorted(starts + stops)


def test_our_aggregated_events_are_those_that_boris_exports_itself(recording: Recording, found: dict[str, Any]) -> None:
    head, *ours = [line.split("\t") for line in b"".join(aggregated(recording)).decode().splitlines()]
    theirs = [["" if cell is None else cell for cell in row] for row in found["boris"]["aggregated"]]
    lasted = head.index("Observation duration by subject by observation")
    for row in (*ours, *theirs):
        row[lasted] = f"{float(row[lasted]):.3f}"
    assert sorted(ours) == sorted(theirs)
    assert len(head) == len(ours[0])


def test_elan_finds_each_exchange_as_a_chain_and_each_mark_at_its_time(
    recording: Recording, found: dict[str, Any]
) -> None:
    opened = found["elan"]
    assert [opened["parents"][name] for name in CHAIN] == ["exchange", "felt", "offered", "perceived"]
    assert opened["constraints"]["chain"] == "Symbolic_Association"
    links = opened["links"]
    for place, exchange in enumerate(recording.exchanges):
        above = None
        for name in CHAIN:
            annotation, (parent, value) = list(links[name].items())[place]
            moment = getattr(exchange, name)
            mark = moment.mark if moment else None
            said = getattr(mark, "emotion", None) or getattr(mark, "reception", None) or ""
            assert (value, above is None or parent == above) == (str(said), True)
            above = annotation
    felt_at = [exchange.felt.session_ms for exchange in recording.exchanges if exchange.felt]
    assert [start for start, _stop, _value in opened["times"]["felt at"]] == felt_at


def test_xdf_gives_back_marks_and_signals_on_one_clock(recording: Recording, found: dict[str, Any]) -> None:
    marks = found["xdf"]["Interbeing marks"]
    points = [
        [e.start_ms / 1000, e.code, e.value, str(e.exchange or ""), str(e.moment_id)]
        for e in events_of(recording)
        if e.stop_ms is None
    ]
    theirs = [
        [at, code, value, exchange, moment_id]
        for at, (code, value, step, exchange, _author, moment_id) in zip(marks["stamps"], marks["values"], strict=True)
        if not step
    ]
    assert sorted(theirs) == sorted(points)
    assert {"gaze", "pulse", "heart_rate", "beats"} <= found["xdf"].keys()
    for signal in recording.signals:
        theirs = found["xdf"][signal.name]
        np.testing.assert_allclose([float(row[0]) for row in theirs["values"]], signal.values, rtol=0, atol=0)
        np.testing.assert_allclose(theirs["stamps"], signal.times_ms / 1000, rtol=0, atol=1e-9)


def test_edf_gives_back_samples_within_one_step_and_every_annotation(
    recording: Recording, found: dict[str, Any]
) -> None:
    opened = found["edf"]
    assert opened["labels"] == [signal.name for signal in recording.signals]
    assert set(opened["rates"]) == {1.0}
    assert opened["levels"][opened["labels"].index("gaze")] == "0 own, 1 other, 2 away, 3 closed"
    for place, signal in enumerate(recording.signals):
        wanted, theirs = held(signal, 1, recording.end_ms), np.array(opened["values"][place])
        known = ~np.isnan(wanted)
        if known.any():
            low, high = np.floor(wanted[known].min()), np.ceil(wanted[known].max())
            assert np.abs(theirs[: len(wanted)][known] - wanted[known]).max() <= max(1, high - low) / 65535
    expected = {(e.start_ms / 1000, e.code) for e in events_of(recording)}
    said = {(round(at, 3), text.split(":")[0].split(" [")[0]) for at, _length, text in opened["annotations"]}
    assert expected <= said
    gone = [text for _at, length, text in opened["annotations"] if text == "heart_rate: not known" and length == 20]
    assert len(gone) == 1


def test_bids_gives_back_each_signal_with_what_its_numbers_mean(recording: Recording) -> None:
    files = {path.rpartition("_")[2]: b"".join(pieces) for path, pieces in parts_of(recording)}
    about = json.loads(files["physio.json"])
    assert about["Columns"] == [signal.name for signal in recording.signals]
    assert about["gaze"]["Levels"] == {"0": "own", "1": "other", "2": "away", "3": "closed"}
    lines = [line.split("\t") for line in gzip.decompress(files["physio.tsv.gz"]).decode().splitlines()]
    table = np.array([[np.nan if cell == "n/a" else float(cell) for cell in line] for line in lines])
    for place, signal in enumerate(recording.signals):
        wanted = held(signal, about["SamplingFrequency"], recording.end_ms)
        np.testing.assert_allclose(table[:, place], wanted, rtol=1e-5)


def test_fhir_is_read_by_the_r4_model_with_every_answer_linked(recording: Recording, found: dict[str, Any]) -> None:
    assert found["fhir"]["kinds"] == ["Consent", "Observation", "Patient", "Provenance"]
    marks = {UUID(one): (at, code, value, sources) for one, at, code, value, sources in found["fhir"]["marks"]}
    for exchange in recording.exchanges:
        for before, after in pairwise(CHAIN):
            source, answer = getattr(exchange, before), getattr(exchange, after)
            if source and answer:
                assert marks[answer.moment_id][3] == [f"urn:uuid:{source.moment_id}"]
    shares = found["fhir"]["shares"]["gaze-shares"]
    assert shares == {"own": 62.5, "other": 12.5, "away": 12.5, "closed": 12.5}
    first = next(moment for exchange in recording.exchanges for moment in exchange.moments)
    at = f"2026-11-23T09:{first.session_ms // 60_000:02d}:{first.session_ms // 1000 % 60:02d}"
    assert marks[first.moment_id][0].startswith(at)


@pytest.mark.parametrize("file", ["fhir", "measures"])
def test_fhir_gives_back_both_ratings_under_a_code_system_of_our_own(
    recording: Recording, found: dict[str, Any], file: str
) -> None:
    theirs = found[file]["ratings"]
    ours = recording.ratings if file == "fhir" else all_measures().ratings
    assert set(theirs) == {"therapist", f"urn:uuid:{recording.session.patient_id}"}
    for rating in ours:
        who = "therapist" if rating.rater is Rater.THERAPIST else f"urn:uuid:{rating.patient_id}"
        figures = {f"felt-{felt}": strength for felt, strength in rating.felt.items()} | dict(rating.aspects)
        assert theirs[who] == ["urn:interbeing:ratings", str(rating.session_id), figures]


def test_a_belts_beats_keep_their_own_times_in_edf_and_bids(recording: Recording, found: dict[str, Any]) -> None:
    expected = [[at_ms / 1000, interval_ms] for at_ms, interval_ms in recording.beats]
    assert len(expected) == len({at_s for at_s, _interval in expected}) > 900
    said = [[at, text] for at, _length, text in found["edf"]["annotations"] if text.startswith("beat: ")]
    annotated = [[at, float(text.removeprefix("beat: ").removesuffix(" ms"))] for at, text in said]
    np.testing.assert_allclose(annotated, expected, rtol=0, atol=5e-4)
    assert max(abs(at - true) for (at, _), (true, _) in zip(annotated, expected, strict=True)) < 1e-6
    files = {path.rpartition("_")[2]: b"".join(pieces) for path, pieces in parts_of(recording)}
    lines = [line.split("\t") for line in files["events.tsv"].decode().splitlines()]
    onsets = [float(line[0]) for line in lines[1:]]
    assert onsets == sorted(onsets)
    tabled = [[float(line[0]), float(line[3])] for line in lines if line[2] == "beat"]
    np.testing.assert_allclose(tabled, expected, rtol=0, atol=5e-4)
    assert "beat" in json.loads(files["events.json"])["trial_type"]["Levels"]


def test_fhir_reads_every_measure_of_ours_with_its_answers(found: dict[str, Any]) -> None:
    opened, ours = found["measures"], all_measures()
    assert opened["kinds"] == ["Observation", "Patient", "Questionnaire", "QuestionnaireResponse"]
    for name, measure in ours.measures.items():
        url, words = f"urn:interbeing:measures:{name}", ours.wordings.get(name)
        assert opened["asked"][url] == [measure.item_count, words.items[0].text if words else None]
        assert opened["answers"][url] == [measure.highest] * measure.item_count


def test_duckdb_reads_the_same_from_both_tables_with_types(recording: Recording, found: dict[str, Any]) -> None:
    opened = found["duckdb"]
    assert opened["csv"] == opened["parquet"]
    assert len(opened["parquet"]) == len(recording.kept)
    types = {name: kind for name, kind, *_ in opened["types"]}
    assert (types["session_ms"], types["covered"], types["emotion"]) == ("BIGINT", "BOOLEAN", "VARCHAR")


def test_the_csv_is_the_same_table_line_by_line(recording: Recording) -> None:
    assert b"".join(as_csv(recording)).count(b"\r\n") == len(recording.kept) + 1


@only_long("the BIDS validator takes a minute to install")
def test_the_bids_validator_passes_the_data_set(recording: Recording, tmp_path: Path) -> None:
    for path, pieces in parts_of(recording):
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"".join(pieces))
    answer = subprocess.run(
        [VALIDATOR, "--json", tmp_path], capture_output=True, text=True, timeout=LONGEST_S, check=False
    )
    issues = json.loads(answer.stdout)["issues"]
    assert issues["errors"] == []
