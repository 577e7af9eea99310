"""What a patient reads when they are brought back, and when they leave: the clinic's own words, by language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

Texts = Mapping[str, str]

# Ours: general grounding as in trauma practice, each line one thing to do; to be changed by the clinic.
GROUNDING: Final[Texts] = MappingProxyType(
    {
        "en": (
            "The mirror is covered. You can let it go.\n"
            "Feel your feet on the floor, and the chair that carries you.\n"
            "Look around the room. Find three things that have the same colour.\n"
            "Let one breath out slowly. The next one comes by itself.\n"
            "Your therapist is here with you. There is no hurry."
        ),
        "it": (
            "Lo specchio è coperto. Può lasciarlo andare.\n"
            "Senta i piedi sul pavimento e la sedia che la sostiene.\n"
            "Si guardi intorno. Trovi tre cose dello stesso colore.\n"
            "Lasci uscire un respiro, piano. Il prossimo viene da sé.\n"
            "Il suo terapeuta è qui con lei. Non c’è fretta."
        ),
    }
)
AFTERCARE: Final[Texts] = MappingProxyType(
    {
        "en": (
            "Looking into a mirror for a while can leave traces. Faces may seem strange later today, or you may feel "
            "tired, tender or far away. This is known, and it passes.\n"
            "Until tomorrow: eat and drink something, move a little, be with someone who is good for you, and leave "
            "long looks into mirrors aside.\n"
            "Write down what you want to bring next time, if anything."
        ),
        "it": (
            "Guardarsi a lungo allo specchio può lasciare tracce. Più tardi i volti possono sembrare strani, oppure "
            "può sentire stanchezza, tenerezza o distanza. È noto, e passa.\n"
            "Fino a domani: mangi e beva qualcosa, si muova un poco, stia con qualcuno che le fa bene, e lasci da "
            "parte gli sguardi lunghi allo specchio.\n"
            "Scriva, se vuole, che cosa portare la prossima volta."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class ClinicWords:
    """The clinic's words, by language. A language that the clinic left empty is said in ours."""

    grounding: Texts = field(default_factory=lambda: GROUNDING)
    aftercare: Texts = field(default_factory=lambda: AFTERCARE)

    def grounding_in(self, language: str) -> tuple[str, ...]:
        """Give the grounding words line by line."""
        return _lines(self.grounding, GROUNDING, language)

    def aftercare_in(self, language: str) -> tuple[str, ...]:
        """Give the aftercare note paragraph by paragraph."""
        return _lines(self.aftercare, AFTERCARE, language)


def _lines(texts: Texts, ours: Texts, language: str) -> tuple[str, ...]:
    text = texts.get(language) or ours.get(language) or ours["en"]
    return tuple(line.strip() for line in text.splitlines() if line.strip())
