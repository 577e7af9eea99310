"""Protocols: ours hold what we promise, a clinic's own are read, and a broken file names its line and its remedy."""

from pathlib import Path

import pytest

from interbeing.domain.errors import BadFile, NotFound
from interbeing.domain.protocol import Aspect, Protocol, Stance
from interbeing.services.protocol_file import read_protocol
from interbeing.services.protocols import read_protocols
from interbeing.wiring import Room

LONGEST_OF_OURS = 90
GOOD = """\
id = "short-look"
version = "1"
language = "en"
title = "A short look"
summary = "Two phases of our clinic."
source = "Our clinic."
licence = "CC BY 4.0"

[[phases]]
id = "arrive"
title = "Arrive"
mirror = false
minutes = 5

[[phases.cues]]
id = "seat"
aspect = "body"
notice = "Feel the chair."
care = "Let it carry you."

[[phases]]
id = "look"
title = "Look"
mirror = true
minutes = 10

[[phases.cues]]
id = "eyes"
aspect = "gaze"
notice = "Where do your eyes go?"
care = "Let them rest there."
"""


@pytest.fixture
def ours(tmp_path: Path) -> tuple[Protocol, ...]:
    protocols = read_protocols(tmp_path)
    assert protocols.broken == ()
    return protocols.found


def written(folder: Path, text: str | bytes, name: str = "mine.toml") -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_ours_are_two_protocols_each_in_english_and_italian(ours: tuple[Protocol, ...]) -> None:
    assert {(one.protocol_id, one.language) for one in ours} == {
        (name, language) for name in ("mirror-course", "neutral-comparison") for language in ("en", "it")
    }
    assert all(one.is_ours and one.licence and one.source for one in ours)


def test_both_languages_have_the_same_phases_cues_and_aspects(ours: tuple[Protocol, ...]) -> None:
    def bones(protocol: Protocol) -> object:
        cues = [[(cue.cue_id, cue.aspect, cue.stance) for cue in phase.cues] for phase in protocol.phases]
        return protocol.version, [(p.phase_id, p.mirror, p.minutes) for p in protocol.phases], cues

    by_language = {(one.protocol_id, one.language): one for one in ours}
    for name in ("mirror-course", "neutral-comparison"):
        english, italian = by_language[name, "en"], by_language[name, "it"]
        assert bones(english) == bones(italian)
        assert all(e.text != i.text for e, i in zip(english.cues, italian.cues, strict=True))


def test_in_the_course_every_notice_has_its_care_beside_it_and_all_aspects_are_visited(
    ours: tuple[Protocol, ...],
) -> None:
    for course in (one for one in ours if one.protocol_id == "mirror-course"):
        pairs = list(zip(course.cues[::2], course.cues[1::2], strict=True))
        assert all((n.stance, c.stance) == (Stance.NOTICE, Stance.CARE) for n, c in pairs)
        assert all(n.aspect is c.aspect for n, c in pairs)
        assert {cue.aspect for cue in course.cues} == set(Aspect)
        assert [phase.mirror for phase in course.phases] == [False, *[True] * 7, False]


def test_the_neutral_comparison_has_no_care(ours: tuple[Protocol, ...]) -> None:
    neutral = [one for one in ours if one.protocol_id == "neutral-comparison"]
    assert {cue.stance for one in neutral for cue in one.cues} == {Stance.NOTICE}


def test_each_of_our_cues_is_one_line_that_can_be_read_at_a_glance(ours: tuple[Protocol, ...]) -> None:
    assert max(len(cue.text) for one in ours for cue in one.cues) <= LONGEST_OF_OURS


def test_a_clinics_own_protocol_is_offered_after_ours(tmp_path: Path) -> None:
    written(tmp_path / "protocols", GOOD)
    protocols = read_protocols(tmp_path)
    assert [one.protocol_id for one in protocols.all("it")] == ["mirror-course", "neutral-comparison", "short-look"]
    mine = protocols.protocol_of("short-look", "it")
    assert (mine.language, mine.is_ours) == ("en", False)
    assert [cue.cue_id for cue in mine.cues] == ["seat.notice", "seat.care", "eyes.notice", "eyes.care"]


def test_a_protocol_is_given_in_the_language_asked_for_else_in_english(tmp_path: Path) -> None:
    protocols = read_protocols(tmp_path)
    assert protocols.protocol_of("mirror-course", "it").language == "it"
    assert protocols.protocol_of("mirror-course", "fr").language == "en"
    with pytest.raises(NotFound, match="no protocol elsewhere"):
        protocols.protocol_of("elsewhere", "en")


def test_the_room_carries_them(room: Room) -> None:
    assert room.protocols.protocol_of("mirror-course", "en").title == "Mirror course: one session"


def test_a_file_from_windows_is_read_as_any_other(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_protocol(path).protocol_id == "short-look"


BROKEN: dict[str, tuple[str | bytes, int | None, str, str]] = {
    "a quote is missing": (GOOD.replace('"A short look"', '"A short look'), 4, "TOML", "quotes"),
    "a key stands twice": (GOOD.replace("mirror = true", "mirror = true\nmirror = true"), 25, "TOML", "line"),
    "an unclosed list": ("id = [\n", 1, "TOML", "brackets"),
    "a title is missing": (GOOD.replace('title = "Look"\n', ""), 21, "“title” is missing", 'Add title = "…"'),
    "the licence is missing": (
        GOOD.replace('licence = "CC BY 4.0"\n', ""),
        None,
        "“licence” is missing",
        "Add licence",
    ),
    "an unknown key": (GOOD.replace("minutes = 10", "minuets = 10"), 25, "“minuets”", "Did you mean “minutes”?"),
    "an unknown key at the top": (GOOD.replace("version", "edition", 1), 2, "“edition”", "Known here are id"),
    "an unknown stance": (GOOD.replace('notice = "Where', 'observe = "Where'), 30, "“observe”", "notice, care"),
    "an unknown aspect": (GOOD.replace('"gaze"', '"gase"'), 29, "“gase” is not a known aspect", "“gaze”"),
    "a cue id twice": (GOOD.replace('id = "eyes"', 'id = "seat"'), 28, "a cue called “seat”", "its own id"),
    "a phase id twice": (GOOD.replace('id = "look"', 'id = "arrive"'), 22, "a phase called “arrive”", "its own id"),
    "no phases": (GOOD[: GOOD.index("[[phases]]")], None, "“phases” is missing", "[[phases]]"),
    "an empty list of phases": (GOOD[: GOOD.index("[[phases]]")] + "phases = []\n", 9, "is empty", "[[phases]]"),
    "a phase without cues": (GOOD[: GOOD.rindex("[[phases.cues]]")], 21, "“cues” is missing", "[[phases.cues]]"),
    "a notice without its care": (GOOD.replace('care = "Let them rest there."\n', ""), 30, "no care", "pairs = false"),
    "a cue that says nothing": (GOOD[: GOOD.rindex("notice")], 27, "says nothing", "notice ="),
    "a cue too long": (GOOD.replace("Where do", "Where, " * 20 + "do"), 30, "characters", "at most 120"),
    "a cue of two lines": (GOOD.replace("Where do", "Where\\ndo"), 30, "a line end", "one plain line"),
    "an empty cue": (GOOD.replace("Where do your eyes go?", "  "), 30, "is empty", "Write something"),
    "minutes as text": (GOOD.replace("minutes = 10", 'minutes = "10"'), 25, "is text in quotes", "a whole number"),
    "minutes as true": (GOOD.replace("minutes = 10", "minutes = true"), 25, "is true or false", "a whole number"),
    "minutes as a date": (GOOD.replace("minutes = 10", "minutes = 2026-11-23"), 25, "a date", "a whole number"),
    "too many minutes": (GOOD.replace("minutes = 10", "minutes = 1000"), 25, "is 1000", "from 1 to 120"),
    "mirror as a word": (GOOD.replace("mirror = true", 'mirror = "yes"'), 24, "is text", "true or false"),
    "phases as text": (GOOD[: GOOD.index("[[phases]]")] + 'phases = "two"\n', 9, "is text", "a list"),
    "phases of numbers": (GOOD[: GOOD.index("[[phases]]")] + "phases = [1, 2]\n", 9, "no table", "[[phases]]"),
    "an id with spaces": (GOOD.replace('id = "eyes"', 'id = "My Eyes"'), 28, "“My Eyes” cannot be an id", "hyphens"),
    "a language that is none": (GOOD.replace('language = "en"', 'language = "English"'), 3, "no language", "en or it"),
    "not UTF-8": (GOOD.replace("A short look", "Caf\xe9").encode("latin-1"), 4, "not UTF-8", "UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), 1, "UTF-16", "UTF-8"),
    "nothing in it": (b"", None, "is empty", "one of ours"),
    "only spaces": (b" \n\n", None, "is empty", "one of ours"),
    "far too large": (GOOD.encode() + b"#" * 300_000, None, "larger than 256 KiB", "shorten"),
    "nested too deep": (b"id = " + b"[" * 50_000, None, "nested too deep", "docs/protocols.md"),
    "a number without end": (b"id = " + b"9" * 10_000, None, "TOML", "Check"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_names_its_line_and_its_remedy(tmp_path: Path, name: str) -> None:
    text, line, wrong, remedy = BROKEN[name]
    with pytest.raises(BadFile) as raised:
        read_protocol(written(tmp_path, text))
    problem = raised.value
    assert (problem.file, problem.line) == ("mine.toml", line), str(problem)
    assert wrong in problem.wrong
    assert remedy in problem.remedy


def test_lines_are_found_past_strings_and_lists_that_run_on(tmp_path: Path) -> None:
    before = 'summary = """\nA [[phases]] here\nis = "no header" """ # nor [[this]]\n'
    text = GOOD.replace('summary = "Two phases of our clinic."\n', before).replace('"gaze"', '"gase"')
    with pytest.raises(BadFile) as raised:
        read_protocol(written(tmp_path, text))
    assert raised.value.line == 5  # the summary itself, which must be one line
    text = GOOD.replace("[[phases]]", 'x = [\n  "[[", # ]\n  { y = "]" },\n]\n\n[[phases]]', 1)
    with pytest.raises(BadFile) as raised:
        read_protocol(written(tmp_path, text))
    assert raised.value.line == 9
    text = GOOD.replace('licence = "CC BY 4.0"', "licence = '''\nCC BY 4.0'''").replace("minutes = 10", "minutes = 0")
    with pytest.raises(BadFile) as raised:
        read_protocol(written(tmp_path, text))
    assert raised.value.line == 26


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    for name in ("folder.toml", "nowhere.toml"):
        with pytest.raises(BadFile, match=f"{name}: it is no plain file"):
            read_protocol(tmp_path / name)


def test_a_broken_file_of_the_clinic_is_listed_and_stops_nothing(tmp_path: Path) -> None:
    written(tmp_path / "protocols", GOOD.replace("minutes = 10", "minutes = 0"), "broken.toml")
    written(tmp_path / "protocols", GOOD, "good.toml")
    written(tmp_path / "protocols", GOOD, "same-again.toml")
    written(tmp_path / "protocols", "is_ours = true\n" + GOOD.replace("short-look", "as-ours"), "as-ours.toml")
    protocols = read_protocols(tmp_path)
    assert len(protocols.all("en")) == 3
    assert {problem.file: problem.line for problem in protocols.broken} == {
        "as-ours.toml": None,
        "broken.toml": 25,
        "same-again.toml": None,
    }


def test_the_whole_file_in_the_documentation_is_one(tmp_path: Path) -> None:
    documentation = (Path(__file__).parents[2] / "docs" / "protocols.md").read_text(encoding="utf-8")
    shown = documentation.split("```toml\n")[1].split("```")[0]
    assert [phase.title for phase in read_protocol(written(tmp_path, shown)).phases] == ["Arrive", "A first look"]
