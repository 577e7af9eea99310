"""The draft of what we saw together: plain sentences that the course allows, for the therapist to change."""

from collections.abc import Iterator

from babel.dates import format_date
from babel.support import Translations

from interbeing.domain.together import Seen, felt_at_first, seen_in
from interbeing.services.over_time import Course
from interbeing.web.mark_words import axis_words
from interbeing.web.words import words_in


def together_draft(course: Course, own_words: list[str], language: str) -> str:
    """Give one sentence a line, and the patient's own words at the end."""
    words = words_in(language)
    said = [sentence for seen in seen_in(course.digests, *course.spans) for sentence in _said(seen, course, language)]
    quoted = [words.gettext("In your own words: “%s”") % one for one in own_words]
    return "\n\n".join([*said, *quoted])


def _said(seen: Seen, course: Course, language: str) -> Iterator[str]:
    words = words_in(language)
    if seen is Seen.MET:
        yield _met(words, course, language)
    elif seen is Seen.FELT_AT_FIRST:
        felt = felt_at_first(course.digests, course.first)
        listed = words.gettext(" and ").join(axis_words(language, "felt")[one] for one in felt)
        if felt:
            yield words.gettext("At first, when you saw yourself, what came most was %s.") % listed
    else:
        yield _sentences(words)[seen]


def _met(words: Translations, course: Course, language: str) -> str:
    days = [format_date(one.session.opened_at, "d MMMM y", locale=language) for one in course.digests]
    told = words.ngettext(
        "We met once before the mirror, on %(first)s.",
        "We met %(n)s times before the mirror, from %(first)s to %(last)s.",
        len(days),
    )
    return told % {"n": len(days), "first": days[0], "last": days[-1]}


def _sentences(words: Translations) -> dict[Seen, str]:
    return {
        Seen.TENDER: words.gettext("There were moments of tenderness toward yourself."),
        Seen.READ_MORE: words.gettext(
            "At first a caring face often looked like something else to you. Lately you see the care more often."
        ),
        Seen.READ_LESS: words.gettext(
            "Lately a caring face looks like something else to you more often than at first. We look at that together."
        ),
        Seen.READ_OPEN: words.gettext("Whether you see care in a face more easily than at first, we cannot say yet."),
        Seen.BORNE_MORE: words.gettext("Letting care in was hard at first. It has become easier to bear."),
        Seen.BORNE_LESS: words.gettext(
            "Letting care in has been harder lately. That can be part of the way, and we go gently."
        ),
        Seen.CLEARED: words.gettext("We looked again, and you saw what was there."),
        Seen.CAME_BACK: words.gettext("When it was a lot, you found the way back."),
        Seen.PAUSED: words.gettext("You paused when you needed to. That is part of the work."),
        Seen.WE: words.gettext("There were moments in which it was “we”, both in one mirror."),
    }
