"""Which sentences a course allows: a change is said only beyond doubt, and nothing is said of no sessions."""

import pytest

from interbeing.domain.arousal import Window
from interbeing.domain.digest import Digest, digest_of
from interbeing.domain.emotion import Emotion
from interbeing.domain.gathering import Gathering
from interbeing.domain.mark import Closed, Felt, Offered, Opened, Perceived, Received, Reception
from interbeing.domain.over_time import halves
from interbeing.domain.session import MirrorKind, Session, SessionState
from interbeing.domain.together import Chooser, Seen, felt_at_first, is_shown, seen_in
from tests.sessions_made import BEGAN, Log

CARE, ANGER = Emotion.COMPASSION, Emotion.ANGER


def a_day(misread: int, hard: int = 0, of: int = 12) -> Digest:
    log = Log()
    log.at(0, Opened())
    for n in range(of):
        reception = Reception.HARD if n < hard else Reception.BEARABLE
        read = ANGER if n < misread else CARE
        for k, mark in enumerate((Felt(Emotion.SHAME), Offered(CARE), Perceived(read), Received(reception))):
            log.at(n * 60_000 + k * 1_000 + 1, mark)
    log.at(of * 60_000, Closed())
    session = Session(log.session_id, log.session_id, SessionState.CLOSED, MirrorKind.REAL, "ours", BEGAN, BEGAN)
    exchanges = Gathering(120_000, log.moments).exchanges
    return digest_of(session, log.moments, exchanges, Window(), 60_000, 120_000)


@pytest.mark.parametrize(
    ("misread", "said"),
    [((10, 9, 2, 1), Seen.READ_MORE), ((1, 2, 9, 10), Seen.READ_LESS), ((5, 6, 5, 4), Seen.READ_OPEN)],
)
def test_a_change_in_reading_is_said_only_beyond_doubt(misread: tuple[int, ...], said: Seen) -> None:
    found = seen_in([a_day(n) for n in misread], *halves(4))
    assert [one for one in found if one in {Seen.READ_MORE, Seen.READ_LESS, Seen.READ_OPEN}] == [said]


def test_bearing_care_is_said_either_way_and_not_where_it_is_open() -> None:
    easier = seen_in([a_day(0, hard) for hard in (11, 10, 2, 1)], *halves(4))
    harder = seen_in([a_day(0, hard) for hard in (1, 2, 10, 11)], *halves(4))
    assert (Seen.BORNE_MORE in easier, Seen.BORNE_LESS in harder) == (True, True)
    assert not {Seen.BORNE_MORE, Seen.BORNE_LESS} & set(seen_in([a_day(0, 5) for _ in range(4)], *halves(4)))


def test_one_session_is_met_and_felt_and_none_is_nothing() -> None:
    one = [a_day(3)]
    assert Seen.MET in seen_in(one, *halves(1))
    assert felt_at_first(one, halves(1)[0]) == (Emotion.SHAME,)
    assert seen_in([], *halves(0)) == ()


def test_it_takes_both_to_show() -> None:
    assert is_shown(set(Chooser))
    assert not any(is_shown({one}) for one in Chooser)
    assert not is_shown(())
