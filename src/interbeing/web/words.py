"""The interface's words: written in English in the templates, given in the clinic's language.

Translations lie in `locales/<language>/*.po`, one file for each part of the interface.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALES: Final = Path(__file__).parent / "locales"


def marked(words: str) -> str:
    """Mark words that are given in the clinic's language when they are shown."""
    return words


# What a message is about, in words: the fields of our forms by name.
FIELDS: Final = {
    "passphrase": marked("passphrase"),
    "backup_folder": marked("folder for backups"),
    "pseudonym": marked("pseudonym"),
    "initials": marked("initials"),
    "picture_word": marked("picture word"),
    "reason": marked("reason"),
    "decided_by": marked("name of who decides"),
    "recorded_by": marked("name of who records it"),
    "name": marked("name"),
    "language": marked("language"),
    "contact_name": marked("name of the contact"),
    "reach": marked("way to reach them"),
    "date": marked("date"),
    "time": marked("time"),
    "caregiver": marked("name of who it was"),
    "given_on": marked("day it was filled in"),
    "what_was_done": marked("account of what was done"),
    "suffering": marked("word for the suffering part"),
    "critical": marked("word for the critical part"),
    "compassionate": marked("word for the compassionate part"),
    "class_name": marked("name of the class"),
    "years": marked("number of years"),
    "lifted_by": marked("name of who lifts it"),
    "executor": marked("name of who opens the practice"),
    "second": marked("name of who stands in"),
    "told_on": marked("day on which they said yes"),
    "computer": marked("place of the computer"),
    "keys": marked("place of the recovery key"),
    "wishes": marked("wishes"),
    "written_by": marked("name of who writes it"),
    "words": marked("words"),
}


@cache
def words_in(language: str) -> Translations:
    """Give the translations into this language; a language without files keeps the English words."""
    whole = Catalog(locale=language)
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)
