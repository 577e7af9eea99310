"""What the pages say: in both languages, without judging, without noise."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from interbeing.domain.access import Thing, Verb
from interbeing.domain.emotion import Emotion
from interbeing.web.paper import decimal_in, figure_in
from interbeing.web.wire import TellMirror
from interbeing.web.wire_moments import TWINS
from interbeing.web.words import LOCALES

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src/interbeing/web"
TEMPLATES = WEB / "templates"
FORM = re.compile(r"<form[\s>][^>]*")
PERSONAL = ("pseudonym", "initials", "picture_word", "person.name")
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "marked": None}
ERRORS = dict.fromkeys(
    ("BadInput", "NotAllowed", "NotFound", "NotSaved", "OutOfReach", "TooBusy", "WrongKey", "InterbeingError")
)
JUDGING = re.compile(
    r"\b(fail(ed|ure|s)?|abnormal|wrong answer|score dropped|all good|you are safe|well done|congratulations|dangerous|"
    r"non-?complian\w*|resistan(t|ce)|bad session)\b",
    re.IGNORECASE,
)
NOISE = re.compile(r"\b(new Audio|AudioContext|alert\(|confirm\(|prompt\(|Notification\(|vibrate\()|<audio|<blink")
INLINE = re.compile(r"<script(?![^>]*(src=|type=\"application/json\"))|<style|\sstyle=|\son\w+=", re.IGNORECASE)
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")

DESK = {
    "domain/typed.py",
    "domain/score.py",
    "services/patients.py",
    "services/clinic.py",
    "services/plan.py",
    "services/bring_in.py",
    "services/coding.py",
    "services/export.py",
    "services/packages.py",
    "services/caregivers.py",
    "services/measuring.py",
    "services/ratings.py",
    "services/own_words.py",
    "services/backup_place.py",
    "services/leaving.py",
    "services/retention.py",
    "services/tablet_door.py",
    "services/tablets.py",
    "services/erasure.py",
    "services/will.py",
    "services/emergency.py",
    "services/together.py",
    "services/recovery.py",
    "services/restore.py",
    "services/unlocking.py",
    "web/door.py",
}

Said = set[tuple[str, str | None]]


def said_in_english() -> Said:
    found = extract_from_dir(str(WEB), METHODS, keywords=KEYWORDS)
    return {(text[0] if isinstance(text, tuple) else text, context) for _file, _line, text, _notes, context in found}


def said_on(template: str) -> list[str]:
    """The words of one page."""
    found = extract_from_dir(str(TEMPLATES), [(template, "jinja2")], keywords=KEYWORDS)
    return [str(text) for _file, _line, text, _notes, _context in found]


def said_of_errors() -> Said:
    """The sentences that a page may say when something is refused."""
    found = extract_from_dir(str(ROOT / "src/interbeing"), [("**.py", "python")], keywords=ERRORS)
    return {(text, context) for _file, _line, text, _notes, context in found}


def said_in(language: str) -> Said:
    said: Said = set()
    for path in (LOCALES / language).glob("*.po"):
        for message in read_po(BytesIO(path.read_bytes()), locale=language):
            whole = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and all(whole) and not message.fuzzy:
                said.add((message.id[0] if isinstance(message.id, tuple) else message.id, message.context))
    return said


def test_every_word_of_the_pages_is_said_in_italian() -> None:
    english = said_in_english()
    assert len(english) > 100
    assert sorted(text for text, _ in english - said_in("it")) == []


def test_no_translation_is_left_without_a_use() -> None:
    assert sorted(text for text, _ in said_in("it") - said_in_english() - said_of_errors()) == []


def test_what_the_desk_refuses_is_said_in_italian() -> None:
    found = [
        *extract_from_dir(str(WEB / "pages"), [("**.py", "python")], keywords=ERRORS),
        *(one for one in extract_from_dir(str(WEB.parent), [("**.py", "python")], keywords=ERRORS) if one[0] in DESK),
    ]
    assert len(found) > 20
    assert sorted({text for _file, _line, text, _notes, _context in found} - {text for text, _ in said_in("it")}) == []


@pytest.mark.parametrize("path", sorted(LOCALES.rglob("*.po")), ids=lambda path: path.name)
def test_every_translation_keeps_the_places_of_its_original(path: Path) -> None:
    for message in read_po(BytesIO(path.read_bytes())):
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in strings:
            assert set(PLACE.findall(string or "")) <= set(PLACE.findall(originals[-1] or "")), message.id


def test_no_page_has_a_person_in_its_title() -> None:
    """A browser writes titles into its history, on the disk, where no lock of ours reaches."""
    titles = {
        path.name: re.findall(r"block title.*", path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html")
    }
    found = [name for name, lines in titles.items() if any(word in line for line in lines for word in PERSONAL)]
    assert found == []


def test_no_form_is_remembered_by_the_browser() -> None:
    """A browser that restores its tabs writes what stands in their fields to the disk, unless a form asks it not to."""
    forms = [
        (path.name, form)
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(forms) > 50
    assert [name for name, form in forms if 'autocomplete="off"' not in form] == []


def test_everything_that_can_be_done_has_words_where_one_reads_what_was_done() -> None:
    words = (TEMPLATES / "people" / "acts_words.html").read_text(encoding="utf-8")
    assert [one for one in (*Thing, *Verb) if f'"{one.value}": _(' not in words] == []


def test_what_is_typed_leaves_as_a_form_and_in_no_address() -> None:
    """What a form puts into the address stays in the browser's history: numbers and choices of ours alone."""
    asking = [
        (path.name, field)
        for path in TEMPLATES.rglob("*.html")
        for form in re.findall(r'<form[^>]*method="get".*?</form>', path.read_text(encoding="utf-8"), re.DOTALL)
        for field in re.findall(r"<(?:input|textarea|select)[^>]*>", form)
    ]
    assert len(asking) > 10
    harmless = re.compile(r'^<select|type="(hidden|number)"')
    assert [one for one in asking if not harmless.search(one[1])] == []


def test_no_page_judges_a_person() -> None:
    assert sorted(text for text, _ in said_in_english() if JUDGING.search(text)) == []


def test_pacing_recommends_nothing_and_claims_no_benefit() -> None:
    claiming = re.compile(
        r"\b(improv\w+|benefi\w+|works? better|safe\w*|best|should|must|advis\w+|we suggest)\b", re.IGNORECASE
    )
    places = ("pacing.html", "parts/pacing_words.html", "console/words.html")
    said = [text for place in places for text in said_on(place)]
    assert len(said) > 100
    assert [text for text in said if claiming.search(text)] == []


@pytest.mark.parametrize("place", ["islands/**/*.ts", "src/interbeing/web/templates/**/*.html"])
def test_nothing_sounds_or_pops_up(place: str) -> None:
    files = list(ROOT.glob(place))
    assert files
    assert [path.name for path in files if NOISE.search(path.read_text(encoding="utf-8"))] == []


def test_no_script_or_style_stands_inside_a_page() -> None:
    pages = list(TEMPLATES.rglob("*.html"))
    assert pages
    assert [path.name for path in pages if INLINE.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_that_the_mirror_says_of_itself_is_a_feeling() -> None:
    schema = str(TellMirror.model_json_schema()).lower()
    assert [word for word in (*Emotion, "emotion", "feeling", "mood", "valence") if word in schema] == []
    assert set(TellMirror.model_fields) == {"type", "state", "rate_hz", "delay_ms"}


def test_read_as_and_received_are_two_marks() -> None:
    assert set(TWINS["perceived"].model_fields) == {"kind", "emotion", "exchange_id"}
    assert set(TWINS["received"].model_fields) == {"kind", "reception", "exchange_id"}


@pytest.mark.parametrize(
    ("language", "value", "digits", "signed", "said"),
    [
        ("en", 0.5, 2, False, "0.50"),
        ("it", 0.5, 2, False, "0,50"),
        ("it", -1.25, 1, False, "−1,2"),
        ("en", 0.25, 1, True, "+0.2"),
        ("en", -0.004, 2, True, "0.00"),
        ("en", -0.04, 1, False, "0.0"),
        ("it", 12.0, 0, True, "+12"),
    ],
)
def test_a_figure_has_the_decimal_mark_of_its_language_and_nothing_has_no_sign(
    language: str, value: float, digits: int, signed: bool, said: str
) -> None:
    assert decimal_in(language, value, digits, signed=signed) == said


@pytest.mark.parametrize(
    ("value", "english", "italian"), [(12.0, "12", "12"), (3.25, "3.25", "3,25"), (0.5, "0.5", "0,5")]
)
def test_a_score_is_written_plainly(value: float, english: str, italian: str) -> None:
    assert (figure_in("en", value), figure_in("it", value)) == (english, italian)
