"""What each mark is called in words, axis by axis, as the pages and the strip say it."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final, assert_never

from interbeing.domain.arousal import Window
from interbeing.domain.glass import Frame, RungChosen, View
from interbeing.domain.guard import LightSeen, Passed
from interbeing.domain.ladder import Ladder
from interbeing.domain.mark import (
    ArousalSeen,
    BroughtIn,
    Closed,
    Connection,
    Cover,
    CueGiven,
    Felt,
    Gaze,
    Grounding,
    Linked,
    LookAgain,
    Mark,
    Noticed,
    Offered,
    Opened,
    Pause,
    Perceived,
    Reassured,
    Received,
    Recognised,
    Retraction,
    We,
)
from interbeing.domain.named import names_with
from interbeing.domain.pacing import Advised
from interbeing.domain.part import Spoke
from interbeing.domain.protocol import Protocol
from interbeing.domain.signal import Erased, Measured, Measuring
from interbeing.web.paper import decimal_in, templates_in

OUR_PARTS: Final[Mapping[str, str]] = {}
MARKS: Final = "parts/marks.html"
REVIEW: Final = "parts/review_words.html"
SIGNALS: Final = "parts/signal_words.html"
PACING: Final = "parts/pacing_words.html"
AXES: Final = {
    "felt": (MARKS, "felt_words"),
    "offered": (MARKS, "offered_words"),
    "perceived": (MARKS, "read_words"),
    "received": (MARKS, "reception_words"),
    "intensity": (MARKS, "intensity_words"),
    "part": (MARKS, "part_words"),
    "attitude": (MARKS, "attitude_words"),
    "zone": (MARKS, "zone_words"),
    "rung": (MARKS, "rung_words"),
    "veil": (MARKS, "veil_words"),
    "crop": (MARKS, "crop_words"),
    "who": (MARKS, "who_words"),
    "limit": (MARKS, "limit_words"),
    "aspect": (MARKS, "aspect_words"),
    "stance": (MARKS, "stance_words"),
    "kind": (REVIEW, "kind_words"),
    "mirror": (REVIEW, "cover_words"),
    "gaze": (REVIEW, "gaze_words"),
    "step": (REVIEW, "step_words"),
    "author": (REVIEW, "author_words"),
    "signal": (SIGNALS, "signal_words"),
    "signal_lane": (SIGNALS, "lane_of_signal"),
    "eyes": (SIGNALS, "eyes_words"),
    "why": (SIGNALS, "why_words"),
    "screen": (REVIEW, "screen_words"),
    "way": (PACING, "way_words"),
}


@cache
def axis_words(language: str, axis: str) -> Mapping[str, str]:
    """Give the words of one axis by value."""
    template, name = AXES[axis]
    words: Mapping[str, str] = getattr(templates_in(language).get_template(template).module, name)
    return words


def rung_words(language: str, ladder: Ladder) -> dict[str, str]:
    """Give the words of each rung, ours for rungs that the clinic's ladder no longer has."""
    return {**axis_words(language, "rung"), **{rung.rung_id: rung.word(language) for rung in ladder.rungs}}


def _measured(mark: LightSeen) -> list[str]:
    """Say what was measured in figures and units, which every language writes alike."""
    lux = [] if mark.lux is None else [f"{mark.lux} lx"]
    return lux + ([] if mark.distance_cm is None else [f"{mark.distance_cm} cm"])


def strip_words(language: str, protocol: Protocol | None, ladder: Ladder) -> dict[str, str]:
    """Give every word that `drawStrip` asks for, under the keys it asks with."""
    lanes: Mapping[str, str] = getattr(templates_in(language).get_template(REVIEW).module, "lane_words")  # noqa: B009
    by_axis = {f"{axis}.{value}": word for axis in AXES for value, word in axis_words(language, axis).items()}
    cues = {f"cue.{value}": word for value, word in axis_words(language, "stance").items()}
    phases = {f"phase.{phase.phase_id}": phase.title for phase in protocol.phases} if protocol else {}
    rungs = {f"rung.{rung_id}": word for rung_id, word in rung_words(language, ladder).items()}
    return {**axis_words(language, "kind"), **by_axis, **rungs, **cues, **lanes, **phases}


def named_words(
    language: str, ladder: Ladder, kinds: Collection[str] | None = None
) -> dict[str, list[tuple[str, str]]]:
    """Give every mark that one word names, or those of some kinds: by the word of its kind, name and words."""
    found: dict[str, list[tuple[str, str]]] = {}
    rungs = rung_words(language, ladder)
    for name in names_with(ladder.chosen):
        kind, _, value = name.partition(":")
        if kinds is not None and kind not in kinds:
            continue
        title = axis_words(language, "kind")["cover" if kind == "mirror" else kind]
        axis = {"look_again": "step", "pause": "step", "grounding": "step", "noticed": "attitude"}.get(kind, kind)
        words = rungs if kind == "rung" else {} if kind == "arousal" or not value else _values(language, axis)
        word = words.get(value, value)
        found.setdefault(title, []).append((name, f"{title}: {word}" if word else title))
    return found


def _values(language: str, axis: str) -> Mapping[str, str]:
    if axis != "spoke":
        return axis_words(language, axis)
    parts = axis_words(language, "part")
    return {f"{part}>{other}": f"{parts[part]} → {parts[other]}" for part in parts for other in parts}


class Wording:
    """Says marks in one language, with the clinic's window and the session's Protocol at hand."""

    def __init__(
        self,
        language: str,
        window: Window,
        protocol: Protocol | None,
        ladder: Ladder,
        parts: Mapping[str, str] = OUR_PARTS,
    ) -> None:
        """Keep what the words depend on; `parts` are the patient's or the clinic's own words for them."""
        self._parts = parts
        self._language, self._window = language, window
        self._rungs = rung_words(language, ladder)
        self._cues = {cue.cue_id: cue.text for cue in protocol.cues} if protocol else {}

    def kind(self, mark: Mark) -> str:
        """Name the kind of mark."""
        return self.word("kind", mark.kind)

    def word(self, axis: str, value: Any) -> str:
        """Give the word for one value on one axis."""
        if axis == "part" and value in self._parts:
            return self._parts[value]
        return axis_words(self._language, axis)[str(value)]

    def rung(self, rung_id: str) -> str:
        """Name a rung; one that no ladder knows any more keeps its id."""
        return self._rungs.get(rung_id, rung_id)

    def value(self, mark: Mark) -> str:  # noqa: C901, PLR0911, PLR0912  one line for each kind, to the end
        """Say what was marked; empty where the kind says it all."""
        match mark:
            case Felt():
                return self._listed(("felt", mark.emotion), ("intensity", mark.intensity), ("part", mark.part))
            case Offered() | Perceived():
                return self.word(mark.kind, mark.emotion)
            case Received():
                return self.word("received", mark.reception)
            case Spoke():
                return f"{self.word('part', mark.part)} → {self.word('part', mark.spoken_to)}"
            case Noticed():
                return self._listed(("attitude", mark.attitude), ("aspect", mark.aspect), ("part", mark.part))
            case ArousalSeen():
                return f"{mark.level}, {self.word('zone', self._window.zone(mark.level))}"
            case Gaze():
                return self.word("gaze", "at_reflection" if mark.at_reflection else "away")
            case CueGiven():
                return self._cue(mark)
            case LookAgain() | Grounding() | Pause():
                return self.word("step", mark.step)
            case Cover():
                return self.word("mirror", "covered" if mark.covered else "uncovered")
            case RungChosen():
                return self.rung(mark.rung)
            case View():
                return self._listed(("veil", mark.veil), ("crop", mark.crop), ("who", mark.who))
            case Frame():
                return self.word("who", mark.who)
            case LightSeen():
                return ", ".join(_measured(mark))
            case Passed():
                return self.word("limit", mark.limit)
            case Recognised():
                read_as = self.word("perceived", mark.read_as) if mark.read_as else "?"
                return f"{self.word('offered', mark.shown)} → {read_as}"
            case Advised():
                return ", ".join(
                    f"{self.word('way', one.way)} {decimal_in(self._language, one.leaving.mean)}"
                    for one in mark.outlooks
                )
            case Connection():
                return self.word("screen", f"{mark.screen}-{'came' if mark.connected else 'went'}")
            case Measuring():
                return self._listed(("signal", mark.signal), ("why", mark.why or ("on" if mark.is_on else "off")))
            case Measured() | Erased():
                return self.word("signal", mark.signal)
            case BroughtIn():
                return f"{mark.file} ({mark.source})"
            case Reassured() | We() | Opened() | Closed() | Linked() | Retraction():
                return ""
            case _:
                assert_never(mark)

    def _cue(self, mark: CueGiven) -> str:
        said = self._listed(("aspect", mark.aspect), ("stance", mark.stance))
        text = self._cues.get(mark.cue_id)
        return f"{said}: {text}" if text else said

    def _listed(self, *places: tuple[str, Any]) -> str:
        return ", ".join(self.word(axis, value) for axis, value in places if value is not None)
