"""All measures that can be asked: ours, those that a clinic added, and the licensed words that it brought."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from interbeing.domain.errors import BadFile, NotFound
from interbeing.domain.measure import Measure, Wording
from interbeing.services.measure_file import read_measure
from interbeing.services.questionnaire_file import read_questionnaire
from interbeing.services.shipped import shipped

FOLDER: Final = "measures"
FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class Measures:
    """Every measure that could be read, and the error of every file that could not.

    The files are read when the room opens; a changed one shows at its next start. A broken one stops nothing.
    """

    found: tuple[Measure, ...]
    broken: tuple[BadFile, ...] = ()

    def measure_of(self, measure_id: str) -> Measure:
        """Give the measure of this id; NotFound when there is none."""
        for measure in self.found:
            if measure.measure_id == measure_id:
                return measure
        raise NotFound(f"there is no measure {measure_id}: perhaps its file was taken away or cannot be read")

    def knows(self, measure_id: str) -> bool:
        """Say whether there is such a measure."""
        return any(measure.measure_id == measure_id for measure in self.found)


def wording_in(measure: Measure, language: str) -> Wording | None:
    """Give the measure's words in this language, None where we may not show any; no other language stands in."""
    return measure.wordings.get(language)


def read_measures(records: Path) -> Measures:
    """Read ours, then the clinic's own measures and licensed words from `measures` in the folder of its records."""
    ours = _all_ours(shipped(FOLDER))
    found, broken = list(ours.found), list(ours.broken)
    _read(records / FOLDER, found, broken, is_ours=False)
    for path in _files(records / FOLDER, "*.json"):
        try:
            _add_words(path, found)
        except BadFile as problem:
            broken.append(problem)
    return Measures(tuple(found), tuple(broken))


@cache
def _all_ours(folder: Path) -> Measures:
    """Read what comes with Interbeing, once: it does not change while the program runs."""
    found: list[Measure] = []
    broken: list[BadFile] = []
    _read(folder, found, broken, is_ours=True)
    return Measures(tuple(found), tuple(broken))


def _read(folder: Path, found: list[Measure], broken: list[BadFile], *, is_ours: bool) -> None:
    for path in _files(folder, "*.toml"):
        try:
            found.append(_checked(path, found, is_ours=is_ours))
        except BadFile as problem:
            broken.append(problem)


def _files(folder: Path, kind: str) -> Iterable[Path]:
    try:
        return sorted(folder.glob(kind))
    except OSError:
        return []  # a folder that cannot be listed holds no measure for us


def _checked(path: Path, earlier: Iterable[Measure], *, is_ours: bool) -> Measure:
    measure = read_measure(path)
    if measure.is_ours and not is_ours:
        remedy = "Take is_ours out: only the files that come with Interbeing may say so."
        raise BadFile(path.name, None, "it says that it comes with Interbeing", remedy)
    if measure.measure_id in {one.measure_id for one in earlier}:
        wrong = f"there is already a measure “{measure.measure_id}”"
        raise BadFile(path.name, None, wrong, "Give this one an id of its own.")
    return measure


def _add_words(path: Path, found: list[Measure]) -> None:
    """Put a clinic's licensed words to the measure that the file is named after: `scs-sf.it.json`."""
    name = path.name.split(".")[0]
    for place, measure in enumerate(found):
        if measure.measure_id == name:
            wording = read_questionnaire(path, measure)
            if wording.language in measure.wordings:
                wrong = f"there are already words of {measure.name} in the language {wording.language}"
                raise BadFile(path.name, None, wrong, "Take one of the two away.")
            wordings = MappingProxyType({**measure.wordings, wording.language: wording})
            found[place] = replace(measure, wordings=wordings)
            return
    remedy = f"Name the file after one of {', '.join(sorted(one.measure_id for one in found))}."
    raise BadFile(path.name, None, f"there is no measure “{name}” whose words it could hold", remedy)
