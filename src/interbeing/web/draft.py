"""The draft of a write-up: the plain facts of a session as sentences, for the therapist to change."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from babel.support import Translations

from interbeing.domain.arousal import Zone
from interbeing.domain.facts import Facts
from interbeing.domain.quadrant import Quadrant
from interbeing.web.lengths import length_text
from interbeing.web.mark_words import axis_words
from interbeing.web.words import words_in


def draft(facts: Facts, care: Mapping[Quadrant, int], language: str) -> str:
    """Give the facts and how care arrived as paragraphs, and two headings for the therapist's own words."""
    words = words_in(language)
    said = [" ".join(part) for part in _parts(facts, care, language, words)]
    own = [words.gettext("What I noticed:"), words.gettext("For next time:")]
    return "\n\n".join([paragraph for paragraph in said if paragraph] + own) + "\n"


def _parts(facts: Facts, care: Mapping[Quadrant, int], language: str, words: Translations) -> Iterator[list[str]]:
    yield list(_on_time(facts, words))
    yield list(_on_exchanges(facts, language, words))
    yield list(_on_care(care, words))
    yield list(_on_arousal(facts, words))
    yield list(_on_rest(facts, language, words))


def _on_time(facts: Facts, words: Translations) -> Iterator[str]:
    times, length = facts.times, length_text(words)
    yield words.gettext("The session lasted %s.") % length(times.length_ms)
    if times.uncovered_ms:
        yield words.gettext("The mirror was uncovered for %s.") % length(times.uncovered_ms)
    if times.gaze_ms:
        values = {"all": length(times.gaze_ms), "longest": length(times.still_gaze_ms)}
        yield (
            words.gettext(
                "Gaze at the own reflection was marked for %(all)s, at the longest for %(longest)s at a time."
            )
            % values
        )
    if times.gaps:
        gap = words.gettext("For %s there was no console: what happened then is not in the log.")
        yield gap % length(times.gap_ms)


def _on_exchanges(facts: Facts, language: str, words: Translations) -> Iterator[str]:
    if not facts.exchanges:
        yield words.gettext("No exchange was marked.")
        return
    yield words.ngettext("%(n)s exchange was marked.", "%(n)s exchanges were marked.", facts.exchanges) % {
        "n": facts.exchanges
    }
    if facts.still_open:
        yield words.ngettext("%(n)s is still open.", "%(n)s are still open.", facts.still_open) % {
            "n": facts.still_open
        }
    for axis, counts in (("felt", facts.felt), ("offered", facts.offered), ("perceived", facts.perceived)):
        yield from _counted(axis, counts, language)
    yield from _counted("received", facts.received, language)
    if facts.reassured:
        yield words.ngettext("Reassured %(n)s time.", "Reassured %(n)s times.", facts.reassured) % {
            "n": facts.reassured
        }
    if facts.looked_again:
        yield words.ngettext("Looked again %(n)s time.", "Looked again %(n)s times.", facts.looked_again) % {
            "n": facts.looked_again
        }
    if facts.read_differently:
        yield words.ngettext(
            "%(n)s time the second reading was another.",
            "%(n)s times the second reading was another.",
            facts.read_differently,
        ) % {"n": facts.read_differently}


def _on_care(care: Mapping[Quadrant, int], words: Translations) -> Iterator[str]:
    said = {
        Quadrant.TAKEN_IN: words.gettext("read as care and borne or taken in %s"),
        Quadrant.NOT_TOLERATED: words.gettext("read as care and hard to receive %s"),
        Quadrant.MISREAD: words.gettext("read as something else %s"),
    }
    found = [sentence % care[quadrant] for quadrant, sentence in said.items() if care[quadrant]]
    if found:
        yield words.gettext("Care, at its first reading: %s.") % ", ".join(found)


def _counted(axis: str, counts: Mapping[Any, int], language: str) -> Iterator[str]:
    if counts:
        name = axis_words(language, "kind")[axis]
        listed = ", ".join(f"{axis_words(language, axis)[value]} ({n})" for value, n in _most_first(counts))
        yield f"{name[:1].upper()}{name[1:]}: {listed}."


def _most_first(counts: Mapping[StrEnum, int]) -> list[tuple[StrEnum, int]]:
    return sorted(counts.items(), key=lambda item: -item[1])


def _on_arousal(facts: Facts, words: Translations) -> Iterator[str]:
    zones = facts.zones
    inside = zones.share(Zone.INSIDE)
    if inside is None:
        return
    length = length_text(words)
    yield words.gettext("Arousal was marked for %s.") % length(zones.marked_ms)
    values = {zone.value: length(zones.ms[zone]) for zone in Zone}
    yield (
        words.gettext("Of the time that was marked: inside the window %(inside)s, above %(above)s, below %(below)s.")
        % values
    )
    exits = zones.left_above + zones.left_below
    if exits:
        yield words.ngettext("It left the window %(n)s time.", "It left the window %(n)s times.", exits) % {"n": exits}


def _on_rest(facts: Facts, language: str, words: Translations) -> Iterator[str]:
    times = facts.times
    if times.groundings:
        yield words.ngettext("Grounded %(n)s time.", "Grounded %(n)s times.", times.groundings) % {
            "n": times.groundings
        }
    if times.pauses:
        yield words.ngettext("%(n)s pause.", "%(n)s pauses.", times.pauses) % {"n": times.pauses}
    if times.patient_pauses:
        yield words.gettext("Of these, by the patient: %s.") % times.patient_pauses
    if facts.we:
        yield words.ngettext("%(n)s moment of we.", "%(n)s moments of we.", facts.we) % {"n": facts.we}
    unseen = [axis_words(language, "aspect")[one.aspect] for one in facts.visited if not one.noticed + one.cared]
    if unseen and len(unseen) < len(facts.visited):
        yield words.gettext("Not visited by a cue: %s.") % ", ".join(unseen)
