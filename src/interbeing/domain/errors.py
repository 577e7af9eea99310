"""Everything that can go wrong, as one tree; each error says what, which value, and what to do.

InterbeingError
├── BadInput            what was given cannot be meant: the text says why
│   └── BadFile         a file that cannot be read as what it should be; names file, line and remedy
├── NotFound            no such patient, session or moment
├── NotSignedIn         nobody signed in here, or not for long enough ago: who asks goes to the sign-in
├── AskedAgain          it needs one's secret once more, a moment before
├── NotAllowed          the room's rules refuse it now (no consent, session closed, …)
│   └── WrongKey        this key does not open it
├── Altered             what is kept is not what was kept: it was changed or damaged, and is not shown
├── OutOfReach          the record cannot be read just now; what was kept stays kept
├── NotSaved            it could not be made durable: nothing was kept, nothing is claimed
├── NoPdf               no PDF can be made here; the page itself is untouched
├── Stopped             a long piece of work was stopped on asking: nothing of it is left
└── CannotStart         the room cannot open: one sentence with the remedy
"""


class InterbeingError(Exception):
    """The root: catch it to catch all of ours.

    `words` may hold `{named}` places that `values` fill, so that a page can say the same in another language; `about`
    names what was given ("picture_word"), so that the sentence can stand beside it.
    """

    def __init__(self, words: str, /, *, about: str = "", **values: object) -> None:
        """Take the sentence as it stands, or with its places and what fills them."""
        self.words, self.about, self.values = words, about, values
        super().__init__(self.told(words, about.replace("_", " ")))

    def told(self, words: str, about: str) -> str:
        """Give the sentence with its places filled, in the words it is given."""
        return words.format(about=about, **self.values) if self.values or self.about else words


class BadInput(InterbeingError):
    """What was given cannot be meant; the text says which value and why."""


class BadFile(BadInput):
    """A file that cannot be read as what it should be."""

    def __init__(self, file: str, line: int | None, wrong: str, remedy: str) -> None:
        """Name the file, the line (from 1, None when the whole file is meant), what is wrong and what to do."""
        self.file, self.line, self.wrong, self.remedy = file, line, wrong, remedy
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {wrong}. {remedy}")


class NotFound(InterbeingError):
    """There is no such thing here."""


class NotSignedIn(InterbeingError):
    """Nobody has signed in in this browser, or it is over."""


class AskedAgain(InterbeingError):
    """This may be done by who asks, once they have given their secret again."""


class NotAllowed(InterbeingError):
    """The room's rules refuse it now; the text says which rule and what would lift it."""


class WrongKey(NotAllowed):
    """This passphrase or key does not open what it was tried on."""


class Altered(InterbeingError):
    """What lies in the record is not what was kept there."""


class OutOfReach(InterbeingError):
    """The disk or the server of the record does not answer just now."""


class NotSaved(InterbeingError):
    """A write could not be made durable: nothing of it was kept."""


class TooBusy(NotSaved):
    """More writes are waiting than can be kept in time; the sender keeps its mark and tries again."""


class NoPdf(InterbeingError):
    """No PDF can be made of this page here; the page itself is untouched."""


class Stopped(InterbeingError):
    """A long piece of work was stopped by who asked for it; nothing of it is left."""


class CannotStart(InterbeingError):
    """The room cannot open; one sentence with the remedy."""
