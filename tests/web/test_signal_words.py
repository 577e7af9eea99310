"""Nothing that an instrument says is a feeling, a judgement or an alarm: in every field, in every text."""

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from interbeing.domain.emotion import Emotion
from interbeing.domain.signal import VALUES_OF, OfSignal
from interbeing.web.wire_signals import SignalsTold, TellBelt, TellEyes, TellLoss, TellSkin

ROOT = Path(__file__).parents[2]
FEELING = re.compile(
    rf"\b({'|'.join(Emotion)}|emotion\w*|feel\w*|felt|mood|valence|arousal|stress\w*|distress\w*|anxi\w*|calm\w*|relax\w*|"
    r"upset|happy|happi\w*|dissociat\w*|trauma\w*|avoid\w*|engage\w*|attenti\w*|tolerance|zone\w*|emozion\w*|sent(e|ire|imento|imenti)|"
    r"ansi\w*|calm\w*|rilassat\w*|stress\w*|vergogna|paura|rabbia|tristezza|disgusto|compassione|evita\w*)\b",
    re.IGNORECASE,
)
ALARM = re.compile(
    r"\b(alarm\w*|warning|danger\w*|too (high|low|fast|slow)|abnormal|allarm\w*|pericol\w*)\b", re.IGNORECASE
)
ALLOWED = (  # the sentence that says so, wherever it stands
    "The camera and the belt cannot tell what anyone feels.",
    "La videocamera e la fascia non possono dire che cosa una persona sente.",
)
SAID = (TellEyes, TellSkin, TellBelt, TellLoss, SignalsTold)
SPOKEN = (
    "src/interbeing/web/templates/parts/signal_words.html",
    "src/interbeing/web/templates/parts/signals.html",
    "src/interbeing/web/templates/mirror/signals.html",
    "src/interbeing/web/templates/console/signals.html",
    "src/interbeing/web/templates/review/signals.html",
    "src/interbeing/web/locales/it/signals.po",
)
COLOURED = re.compile(r"--(unsaved|ask|zone-\w+)|\b(red|crimson|orange)\b|animation|blink")


def strange_fields(schema: str) -> list[str]:
    """What in a schema names a feeling."""
    names = re.findall(r'"([\w ]+)"', schema.replace("_", " ").replace("'", '"'))
    return [name for name in names if FEELING.search(name) or ALARM.search(name)]


def strange_words(text: str) -> list[str]:
    """What in a text speaks of a feeling or an alarm; the one sentence that denies it is let through."""
    text = re.sub(r"\{#.*?#\}", "", text)
    for sentence in ALLOWED:
        text = text.replace(sentence, "")
    return [found.group() for found in (*FEELING.finditer(text), *ALARM.finditer(text))]


def test_no_field_of_a_signal_is_a_feeling() -> None:
    kept: list[Any] = [*get_args(OfSignal), *VALUES_OF.values()]
    for kind in (*kept, *SAID):
        assert strange_fields(str(TypeAdapter(kind).json_schema())) == [], kind
    hints = [hint for kind in kept for hint in get_type_hints(kind).values()]
    assert not any(Emotion in {hint, *get_args(hint)} for hint in hints)
    assert {field.name for field in fields(VALUES_OF["eyes"])} == {  # type: ignore[index]
        *("eyes", "faces", "blinks", "moved", "far_cm", "too_dark", "quality")
    }


def test_no_word_about_a_signal_is_a_feeling_or_an_alarm() -> None:
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in SPOKEN if (ROOT / path).exists()}
    assert texts
    assert {path: strange_words(text) for path, text in texts.items() if strange_words(text)} == {}


def test_no_signal_is_drawn_as_an_alarm() -> None:
    style = ROOT / "islands/styles/signals.css"
    assert COLOURED.findall(style.read_text(encoding="utf-8") if style.exists() else "") == []


def test_these_checks_can_fail() -> None:
    class Mood(StrEnum):
        CALM = "calm"
        LIVELY = "lively"

    @dataclass
    class Seen:
        eyes: str
        looks_like: Mood

    @dataclass
    class Guess:
        fear: float

    assert strange_fields(str(TypeAdapter(Seen).json_schema())) != []
    assert strange_fields(str(TypeAdapter(Guess).json_schema())) != []
    for text in (
        "seems anxious",
        "Heart rate too high",
        "shows shame",
        "sembra calma",
        "the window of tolerance",
        "Warning",
    ):
        assert strange_words(text) != [], text
    assert strange_words(ALLOWED[0]) == []
    assert strange_words("The camera cannot tell what anyone feels, but it seems sad: distress") != []
