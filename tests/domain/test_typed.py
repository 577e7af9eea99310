"""What a person typed is kept to the letter or refused in one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interbeing.domain.errors import BadInput
from interbeing.domain.typed import folded, initials_of, is_alike, many_lines, one_line

UNUSUAL = ["מרים", "\u202eabc\u202c", "👩‍🌾 Anna", "e\u0301toile", "étoile", "Ñandú  two spaces", "안녕"]


@pytest.mark.parametrize("name", UNUSUAL)
def test_a_name_in_any_script_is_kept_to_the_letter(name: str) -> None:
    assert one_line(f"  {name} ", "pseudonym", 200) == name


@pytest.mark.parametrize("given_words", ["", "   ", "\u200d\u202e", "\u00a0\u2003"])
def test_nothing_that_can_be_seen_is_nothing(given_words: str) -> None:
    with pytest.raises(BadInput, match="still empty"):
        one_line(given_words, "pseudonym", 200)


@pytest.mark.parametrize(
    ("given_words", "why"),
    [("a\ud800b", "half a character"), ("a\x00b", "null character"), ("a\nb", "line break"), ("a\x07b", "control")],
)
def test_what_cannot_be_written_down_is_named(given_words: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as caught:
        one_line(given_words, "picture_word", 200)
    assert caught.value.about == "picture_word"
    assert "picture word" in str(caught.value)


def test_too_long_says_how_long_it_may_be() -> None:
    with pytest.raises(BadInput, match="has 9 characters: at most 8"):
        one_line("a" * 9, "initials", 8)


def test_many_lines_keep_their_breaks_in_one_kind() -> None:
    assert many_lines(" one\r\n\r\ntwo\t\n", "reason", 100) == "one\n\ntwo"
    assert many_lines("\u200d", "reason", 100) == ""


def test_folding_hears_no_accents_capitals_or_invisible_characters() -> None:
    assert folded("NICCOLÒ \u202e Bianchi") == folded("niccolo\u0300 bianchi") == "niccolo bianchi"


@given(st.text())
def test_folding_never_ends_in_an_error_and_is_calm(words: str) -> None:
    assert folded(words) == folded(words).strip()


def test_names_that_may_be_taken_for_each_other_are_alike() -> None:
    assert is_alike(folded("Blue Heron"), folded("blue herron"))
    assert is_alike("anna", "anna")
    assert not is_alike("anna", "blue heron")


def test_initials_come_from_words_or_from_one_word() -> None:
    assert initials_of("blue heron") == "BH"
    assert initials_of(" étoile ") == "ÉT"
    assert initials_of("Ada, for practice only") == "AFP"
    assert initials_of("👩‍🌾 —") == ""
