"""Imagines the childhoods that the seed speaks of: attuned, unattuned, and sadness that was always met by anger.

A caregiver answers feeling f with compassion at the person's attunement rate, otherwise in the caregiver's own way
(S9, S11, S17). What came back becomes the template m (docs/model.md §2: in proportion, or its most frequent response
sharpened, S16). Quality of care and sensitivity (S10, for better and for worse) set how strong the template is:
log kappa = b0 + b_E E + b_g g + b_gE g E + noise. Every number here is our assumption, none was measured on people.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadInput
from interbeing.model.compile import kernel
from interbeing.model.dice import normal, stream_of, throw, uniform
from interbeing.model.parameters import CORE_MEANS, MODAL_SHARPNESS, Core, Floats, K, Prior, Rule, parts
from interbeing.model.simulate import draw_people, pick

UNATTUNED_WAY: Final = (0.0, 0.45, 0.05, 0.08, 0.22, 0.10, 0.10)
"""Responses of a caregiver who is elsewhere: mostly nothing, then harshness; order of `EMOTIONS`."""
SPREAD_OF_ATTUNEMENT: Final = 0.6
"""sd of the attunement rate between people of one upbringing, on the logit scale."""
INSTANCES: Final = 20
"""Remembered answers to each feeling."""
RESPONSE_NOISE: Final = 0.3
"""sd of what else shaped the template, on the scale of its logits."""
FLOOR: Final = 0.01
"""Least chance of any response: nobody's caregiver was all of one kind."""
CARE_MEAN, CARE_SD = 0.45, 0.25  # an attunement rate as quality of care E: (rate - mean) / sd
RECOGNITION_BY_CARE: Final = 0.6
REFLECTION_BY_CARE: Final = 0.8


class Strength(NamedTuple):
    """How care and sensitivity set log kappa; `interaction` is "for better and for worse"."""

    base: float = float(np.log(CORE_MEANS[Core.KAPPA]))
    care: float = 0.0
    sensitivity: float = 0.3
    interaction: float = 0.3
    noise: float = 0.5


@dataclass(frozen=True, slots=True)
class Upbringing:
    """How feelings were answered: the usual attunement rate, and what came back otherwise, by feeling (7, 7)."""

    attunement: float
    otherwise: Floats
    spread: float = SPREAD_OF_ATTUNEMENT


class Raised(NamedTuple):
    """People with their childhood: natural values (n, 69), reports (n, 7, 7), care and sensitivity (n,)."""

    people: Floats
    history: Floats
    care: Floats
    sensitivity: Floats


def _alike() -> Floats:
    return np.tile(np.array(UNATTUNED_WAY), (K, 1))


def _anger_for_sadness() -> Floats:
    ways = _alike()
    ways[list(Emotion).index(Emotion.SADNESS)] = (0.0, 0.04, 0.02, 0.02, 0.88, 0.02, 0.02)
    return ways


UPBRINGINGS: Final = MappingProxyType(
    {
        "attuned": Upbringing(0.75, _alike()),
        "unattuned": Upbringing(0.15, _alike()),
        "anger-for-sadness": Upbringing(0.45, _anger_for_sadness()),
        "mixed": Upbringing(0.45, _alike(), spread=1.2),
    }
)


def upbringing(name: str) -> Upbringing:
    """Find an upbringing by its name."""
    if name not in UPBRINGINGS:
        raise BadInput(f"There is no upbringing “{name}”: choose one of {', '.join(UPBRINGINGS)}.")
    return UPBRINGINGS[name]


@kernel
def _draw_all(seed: int, first: int, rate: float, spread: float, ways: Floats, drawn: tuple[Floats, ...]) -> None:
    """Draw for each person the attunement rate by feeling-independent logit, the answers, sensitivity and noise."""
    attuned, history, noise, sensitivity = drawn
    for i in range(attuned.size):
        stream = stream_of(seed, first + i, 3)
        thrown = normal(stream)
        logit = np.log(rate / (1.0 - rate)) + spread * thrown.value
        attuned[i] = 1.0 / (1.0 + np.exp(-logit))
        stream = thrown.stream
        thrown = normal(stream)
        sensitivity[i] = thrown.value
        stream = thrown.stream
        for j in range(noise.shape[1]):
            thrown = normal(stream)
            noise[i, j] = thrown.value
            stream = thrown.stream
        for f in range(ways.shape[0]):
            for _instance in range(INSTANCES):
                word = throw(stream)
                u = uniform(word.bits)
                stream = word.stream
                answer = 0
                if u >= attuned[i]:
                    answer = pick(ways[f], (u - attuned[i]) / (1.0 - attuned[i]))
                history[i, f, answer] += 1.0


def raise_people(
    childhood: Upbringing, prior: Prior, seed: int, first: int, count: int, strength: Strength | None = None
) -> Raised:
    """Draw patients first.. as in `draw_people`, then give them this childhood's template, strength and attitude."""
    strength = strength or Strength()
    people = draw_people(prior, seed, first, count)
    attuned, sensitivity = np.empty(count), np.empty(count)
    history, noise = np.zeros((count, K, K)), np.empty((count, K * K + 1))
    drawn = (attuned, history, noise, sensitivity)
    _draw_all(seed, first, childhood.attunement, childhood.spread, childhood.otherwise, drawn)
    care = (attuned - CARE_MEAN) / CARE_SD
    answers = attuned[:, None, None] * np.eye(K)[0] + (1 - attuned)[:, None, None] * childhood.otherwise
    logits = np.log(answers + FLOOR) + RESPONSE_NOISE * noise[:, : K * K].reshape(count, K, K)
    sharpness = MODAL_SHARPNESS if prior.rule is Rule.MODAL else 1.0
    view = parts(people)
    view.template[:] = _shares(sharpness * logits)
    core = view.core
    product = strength.interaction * sensitivity * care
    log_kappa = strength.base + strength.care * care + strength.sensitivity * sensitivity + product
    core[:, Core.KAPPA] = np.exp(log_kappa + strength.noise * noise[:, -1])
    odds = core[:, Core.RHO] / (1 - core[:, Core.RHO]) * np.exp(RECOGNITION_BY_CARE * care)
    core[:, Core.RHO] = odds / (1 + odds)
    kinder = np.zeros(K)
    kinder[0] = REFLECTION_BY_CARE
    view.reflection[:] = _shares(np.log(view.reflection) + care[:, None] * kinder)
    return Raised(people, history, care, sensitivity)


def _shares(logits: Floats) -> Floats:
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = weights / weights.sum(axis=-1, keepdims=True)
    return shares
