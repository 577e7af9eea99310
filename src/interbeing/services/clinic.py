"""The clinic's settings as a person reads and changes them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from string import ascii_uppercase
from types import MappingProxyType
from typing import Final

from interbeing.domain.action import Action
from interbeing.domain.arousal import Window
from interbeing.domain.clinic import LANGUAGES, Clinic, Contact, Limits
from interbeing.domain.clinic_words import ClinicWords
from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.part import Part
from interbeing.domain.typed import many_lines, one_line
from interbeing.storage.clinic import clinic_of, set_clinic
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import has_any

LONGEST: Final = 200
LONGEST_PART: Final = 24  # what a key of the console can show
KEY_CODES: Final = (
    *(f"Digit{digit}" for digit in "1234567890"),
    *(f"Key{letter}" for letter in ascii_uppercase),
    *("Minus", "Equal", "BracketLeft", "BracketRight", "Semicolon", "Quote", "Backquote", "Backslash"),
    *("Comma", "Period", "Slash", "IntlBackslash", "Space", "Backspace", "Delete", "Escape"),
    *("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"),
    *(f"F{number}" for number in range(1, 13)),
    *(f"Numpad{key}" for key in (*"0123456789", "Add", "Subtract", "Multiply", "Divide", "Decimal")),
)  # places on the keyboard, as browsers name them; without those that move the focus or press a button
MOST_CONTACTS: Final = 20
LONGEST_LIMIT_S: Final = 4 * 60 * 60  # no session lasts longer than this
LONGEST_COURSE_S: Final = 100 * 60 * 60
LONGEST_TEXT: Final = 1_000  # what a patient can read in one calm look at a screen
BRIGHTEST_LIMIT_LX: Final = 10_000
FARTHEST_LIMIT_CM: Final = 500


def read_clinic(database: Database) -> Clinic:
    """Give the settings that stand."""
    with database.read() as connection:
        return clinic_of(connection)


def change_clinic(database: Database, clinic: Clinic) -> None:
    """Keep new settings in place of the ones before.

    BadInput names what cannot be meant; NotAllowed when a real patient would be left without a crisis contact.
    """
    _change(database, lambda _before: clinic)


def name_clinic(database: Database, name: str, language: str) -> None:
    """Change the clinic's name and the language of every page; the name may be empty."""
    words = many_lines(name, "name", LONGEST)
    _change(database, lambda before: replace(before, name=words, language=language))


def add_contact(database: Database, name: str, reach: str, *, is_crisis: bool) -> None:
    """Add someone to turn to."""
    contact = Contact(one_line(name, "contact_name", LONGEST), one_line(reach, "reach", LONGEST), is_crisis)

    def added(before: Clinic) -> Clinic:
        if contact in before.contacts:
            raise BadInput("this contact is on the list already")
        return replace(before, contacts=(*before.contacts, contact))

    _change(database, added)


def remove_contact(database: Database, contact: Contact) -> None:
    """Take this contact off the list; when it is gone already, nothing changes."""
    _change(database, lambda before: replace(before, contacts=tuple(c for c in before.contacts if c != contact)))


def set_limits(database: Database, window: Window, limits: Limits) -> None:
    """Change the edges of the window and what the room counts and shows."""
    _change(database, lambda before: replace(before, window=window, limits=limits))


def set_words(database: Database, grounding: Mapping[str, str], aftercare: Mapping[str, str]) -> None:
    """Change what a patient reads when they are brought back and when they leave; an empty text goes back to ours."""
    words = ClinicWords(_texts("grounding", grounding), _texts("aftercare", aftercare))
    _change(database, lambda before: replace(before, words=words))


def _texts(about: str, texts: Mapping[str, str]) -> Mapping[str, str]:
    kept = {language: many_lines(text, f"{about}_{language}", LONGEST_TEXT) for language, text in texts.items()}
    return MappingProxyType({language: text for language, text in kept.items() if text})


def set_parts(database: Database, words: Mapping[str, str]) -> None:
    """Change what the parts of a person are called here; an empty word goes back to ours."""
    kept = {part: word for part, word in part_words_typed(words).items() if word}
    _change(database, lambda before: replace(before, parts=MappingProxyType(kept)))


def part_words_typed(words: Mapping[str, str]) -> dict[str, str]:
    """Give one line for each part, empty where none was typed; BadInput names the part whose word cannot be kept."""
    given = {part.value: words.get(part, "") for part in Part}
    return {part: one_line(word, part, LONGEST_PART) if word.strip() else "" for part, word in given.items()}


def set_keys(database: Database, keys: Mapping[str, str], *, keys_on: bool) -> None:
    """Change the keys of the console, by action; the empty word leaves an action without a key."""
    _change(database, lambda before: replace(before, keys=MappingProxyType(dict(keys)), keys_on=keys_on))


def shared_keys(keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Give for each action the other actions that stand on its key, where there are any."""
    sharing = {action: tuple(o for o in keys if o != action and keys[o] == key) for action, key in keys.items() if key}
    return {action: others for action, others in sharing.items() if others}


def _change(database: Database, changed: Callable[[Clinic], Clinic]) -> None:
    def keep(connection: Connection) -> None:
        before = clinic_of(connection)
        after = changed(before)
        _refuse_unmeant(after)
        if not after.has_crisis_contact and has_any(connection, is_practice=False):
            raise NotAllowed(
                "this is the last crisis contact, and it stands on your patients' pages: add another first"
            )
        set_clinic(connection, after)

    database.write(keep).result()


def _refuse_unmeant(clinic: Clinic) -> None:
    if clinic.language not in LANGUAGES:
        raise BadInput("the {about} is not one that the room speaks", about="language")
    if len(clinic.contacts) > MOST_CONTACTS:
        raise BadInput("the list holds {most} contacts: remove one first", most=MOST_CONTACTS)
    for contact in clinic.contacts:
        one_line(contact.name, "contact_name", LONGEST)
        one_line(contact.reach, "reach", LONGEST)
    for about in ("still_gaze_s", "total_gaze_s", "exchange_gap_s"):
        if not 1 <= getattr(clinic.limits, about) <= LONGEST_LIMIT_S:
            raise BadInput("give whole seconds from 1 to {most}", about=about, most=LONGEST_LIMIT_S)
    if not 0 <= clinic.limits.course_gaze_s <= LONGEST_COURSE_S:
        raise BadInput("give whole seconds up to {most}; 0 sets no limit", about="course_gaze_s", most=LONGEST_COURSE_S)
    _refuse_unmeant_light(clinic.limits)
    _refuse_unmeant_keys(clinic.keys)


def _refuse_unmeant_light(limits: Limits) -> None:
    if not 0 <= limits.dark_lx <= limits.dim_lx <= limits.enough_lx <= BRIGHTEST_LIMIT_LX:
        raise BadInput(
            "light goes up: dark, then dim, then enough, up to {most} lx", about="dark_lx", most=BRIGHTEST_LIMIT_LX
        )
    if not 1 <= limits.near_cm <= FARTHEST_LIMIT_CM:
        raise BadInput("give whole centimetres from 1 to {most}", about="near_cm", most=FARTHEST_LIMIT_CM)


def _refuse_unmeant_keys(keys: Mapping[str, str]) -> None:
    if not set(keys) <= set(Action) or not set(keys.values()) <= {"", *KEY_CODES}:
        raise BadInput("that is not an action or a key of the console")
    for action, others in shared_keys(keys).items():
        raise BadInput(
            "the key {key} stands for {action} and {other}: give each its own",
            key=keys[action],
            action=action,
            other=others[0],
        )
