"""The keys of the console: each its own, and the clinic's choice comes first."""

from interbeing.domain.action import DEFAULT_KEYS, Action, keys_of
from interbeing.domain.emotion import EMOTIONS
from interbeing.domain.mark import Attitude, Intensity, Reception
from interbeing.domain.part import Part


def test_every_action_has_a_key_of_its_own() -> None:
    assert set(DEFAULT_KEYS) == set(Action)
    assert len(set(DEFAULT_KEYS.values())) == len(Action)


def test_the_rows_hold_every_value_in_the_order_of_the_domain() -> None:
    rows = {"felt": EMOTIONS, "offered": EMOTIONS, "perceived": EMOTIONS, "received": Reception}
    modifiers = {"intensity": Intensity, "part": Part, "spoke": Part, "attitude": Attitude}
    for name, values in {**rows, **modifiers}.items():
        found = [action.removeprefix(f"{name}_") for action in Action if action.startswith(f"{name}_")]
        assert found == [value.value for value in values]


def test_the_clinics_choice_comes_first_and_takes_the_key_from_its_default() -> None:
    keys = keys_of({"cue_next": "ArrowRight", "we": "", "of_a_later_version": "KeyM"})
    assert keys[Action.CUE_NEXT] == "ArrowRight"
    assert keys[Action.EXCHANGE_LATER] == ""
    assert keys[Action.WE] == ""
    assert keys[Action.FELT_SADNESS] == "Digit3"


def test_two_actions_may_change_places() -> None:
    keys = keys_of({"ground": "KeyM", "we": "Space"})
    assert (keys[Action.GROUND], keys[Action.WE]) == ("KeyM", "Space")
