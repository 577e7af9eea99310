"""What the pages say: in both languages, without judging, without noise."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from interbeing.domain.emotion import Emotion
from interbeing.web.wire import TellMirror
from interbeing.web.wire_moments import TWINS
from interbeing.web.words import LOCALES

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src/interbeing/web"
TEMPLATES = WEB / "templates"
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
    "services/packages.py",
    "services/caregivers.py",
    "services/measuring.py",
    "services/ratings.py",
    "services/own_words.py",
    "services/recovery.py",
    "services/unlocking.py",
    "web/door.py",
