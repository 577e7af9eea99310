"""Files of sessions that are empty, unmarked, endless or full of awkward text."""

import io
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import ArousalSeen, Closed, CueGiven, Felt, Opened, We
from interbeing.domain.protocol import Aspect, Stance
from interbeing.formats import boris, elan
from interbeing.formats.events import CODES, events_of
from interbeing.formats.signal import Signal, held
from interbeing.services.export import FORMATS
from tests.formats.recorded import recorded
from tests.sessions_made import Log

AWKWARD = '=cmd|" /C calc"!A0 <b>&amp;\x0b\u202e\t\r\n] ]]> "events": []'


@pytest.mark.parametrize("name", FORMATS)
def test_a_session_without_a_single_mark_still_makes_a_file(name: str) -> None:
    assert b"".join(FORMATS[name].write(recorded([])))


@pytest.mark.parametrize("name", ["boris", "boris-table", "elan", "bids", "xdf", "edf", "fhir", "json", "csv"])
def test_awkward_text_breaks_no_file(name: str) -> None:
    log = Log()
    log.at(0, Opened())
    log.at(5, CueGiven(AWKWARD, AWKWARD, Aspect.BODY, Stance.CARE))
    log.at(9, Felt(Emotion.FEAR), late=AWKWARD)
    log.at(20, Closed())
    assert b"".join(FORMATS[name].write(recorded(log.moments)))


def test_awkward_text_stays_inside_its_cell_and_begins_no_formula() -> None:
    log = Log()
    log.at(5, Felt(Emotion.FEAR), late=AWKWARD)
    log.at(6, CueGiven("p", AWKWARD, Aspect.BODY, Stance.CARE))
    lines = b"".join(boris.aggregated(recorded(log.moments))).decode().splitlines()
    assert {line.count("\t") for line in lines} == {len(boris.COLUMNS) - 1}
    assert not any(cell.startswith("=") for line in lines for cell in line.split("\t"))


def test_awkward_text_stays_inside_its_annotation() -> None:
    log = Log()
    log.at(6, CueGiven("p", AWKWARD, Aspect.BODY, Stance.CARE))
    tree = ElementTree.fromstring(b"".join(elan.document(recorded(log.moments))))
    said = [value.text for value in tree.iter("ANNOTATION_VALUE")]
    assert any(text and text.startswith('=cmd|" /C calc"!A0 <b>&amp;') for text in said)


def test_what_was_taken_back_is_in_no_event() -> None:
    from interbeing.domain.mark import Retraction

    log = Log()
    slip = log.at(5, We())
    log.at(6, Retraction(slip.moment_id))
    assert events_of(recorded(log.moments)) == []


def test_every_event_has_a_code_that_is_explained() -> None:
    log = Log()
    log.at(0, Opened())
    log.at(1000, ArousalSeen(4))
    log.at(9000, Closed())
    events = events_of(recorded(log.moments))
    assert {event.code for event in events} == {"opened", "arousal", "closed"} <= set(CODES)
    assert [(e.start_ms, e.stop_ms, e.value) for e in events if e.code == "arousal"] == [(1000, 9000, "4")]


def test_a_regular_signal_with_a_hole_is_not_known_there_and_a_level_holds_until_the_next() -> None:
    times = np.array([0.0, 1000, 5000])
    regular = Signal("a", "", "", 1, times, np.array([1.0, 2, 3]))
    marked = Signal("b", "", "", 0, times, np.array([1.0, 2, 3]))
    np.testing.assert_array_equal(held(regular, 1, 7000), [1, 2, 2, np.nan, np.nan, 3, 3])
    np.testing.assert_array_equal(held(marked, 1, 7000), [1, 2, 2, 2, 2, 3, 3])


def test_a_bids_data_set_is_a_zip_that_opens_and_checks() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(FORMATS["bids"].write(recorded([]))))) as whole:
        assert whole.testzip() is None
        assert "dataset_description.json" in whole.namelist()
