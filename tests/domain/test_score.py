"""Scores by each measure's own rules: worked examples from their sources, hand-made ones, and every case of a rule."""

from itertools import product
from pathlib import Path

import pytest

from interbeing.domain.errors import BadInput
from interbeing.domain.measure import Measure
from interbeing.domain.score import (
    Met,
    band_of,
    change_between,
    pattern_met,
    range_of,
    refuse_unfitting,
    risks_in,
    score_of,
)
from interbeing.services.measures import read_measures

OURS = {measure.measure_id: measure for measure in read_measures(Path("no folder of its own")).found}
SIZES = {
    "at-the-mirror": 6, "ceas": 39, "core-10": 10, "des-ii": 28, "fcs": 38, "fscrs": 22, "gad-7": 7, "itq": 18,
    "oas-2": 8, "pcl-5": 20, "phq-9": 9, "scs": 26, "scs-sf": 12, "suds": 1, "tms": 13,
}  # fmt: skip


def value(measure_id: str, answers: list[int | None], score_id: str = "total") -> float | None:
    measure = OURS[measure_id]
    refuse_unfitting(measure, tuple(answers))
    return score_of(measure, measure.score_called(score_id), tuple(answers)).value


def test_every_measure_of_the_list_is_there_with_its_number_of_items() -> None:
    assert {name: measure.item_count for name, measure in OURS.items()} == SIZES


@pytest.mark.parametrize("measure", OURS.values(), ids=lambda one: one.measure_id)
def test_the_lowest_and_highest_answers_give_the_ends_of_every_score(measure: Measure) -> None:
    for score in measure.scores:
        ends = [
            score_of(measure, score, (end,) * measure.item_count).value for end in (measure.lowest, measure.highest)
        ]
        lowest, highest = range_of(measure, score)
        turned = len(score.reversed_items) * (measure.highest - measure.lowest)
        if score.parts:  # as many parts are turned as not: both ends lie in the middle
            assert ends == [(lowest + highest) / 2] * 2
        elif score.rule == "sum":
            assert ends == [lowest + turned, highest - turned]
        elif not turned:
            assert ends == [lowest, highest]


@pytest.mark.parametrize("measure", OURS.values(), ids=lambda one: one.measure_id)
def test_every_item_of_a_subscale_counts_and_no_item_counts_twice(measure: Measure) -> None:
    parts = [score for score in measure.scores if score.items and len(score.items) < measure.item_count]
    listed = [item for score in parts for item in score.items if score.score_id != "taxon-items"]
    assert len(listed) == len(set(listed))


def test_phq_9_sums_and_bands_as_its_authors_say() -> None:
    assert value("phq-9", [1, 2, 0, 3, 1, 0, 2, 1, 0]) == 10
    bands = {total: band_of(OURS["phq-9"].score_called("total"), total) for total in (4, 5, 9, 10, 14, 15, 19, 20, 27)}
    assert [band.words["en"] for band in bands.values() if band] == [
        "minimal", "mild", "mild", "moderate", "moderate", "moderately severe", "moderately severe", "severe", "severe",
    ]  # fmt: skip


def test_up_to_two_missing_answers_of_phq_9_are_stood_in_for_by_the_mean_and_three_give_no_score() -> None:
    assert value("phq-9", [1, 1, 1, 1, 1, 1, 1, None, None]) == 9
    assert value("phq-9", [2, 2, 2, 2, 2, 2, 2, 1, None]) == pytest.approx(16.88)
    assert value("phq-9", [1, 1, 1, 1, 1, 1, None, None, None]) is None


def test_core_10_turns_items_2_and_3_round_and_one_missing_is_the_mean_times_ten() -> None:
    assert value("core-10", [0, 4, 4, 0, 0, 0, 0, 0, 0, 0]) == 0
    assert value("core-10", [2, 1, 1, 3, 0, 0, 4, 2, 3, 1]) == 21
    assert value("core-10", [2, 2, 2, 2, 2, 2, 2, 2, 2, None]) == 20
    assert value("core-10", [2, 2, 2, 2, 2, 2, 2, 2, None, None]) is None


def test_self_compassion_short_turns_the_six_uncompassionate_items_round() -> None:
    kind_to_oneself = [1, 5, 5, 1, 5, 5, 5, 1, 1, 5, 1, 1]
    assert value("scs-sf", kind_to_oneself) == 5
    assert value("scs-sf", [6 - answer for answer in kind_to_oneself]) == 1
    assert value("scs-sf", [3] * 12) == 3


def test_self_compassion_long_is_the_mean_of_its_six_parts_the_uncompassionate_ones_turned() -> None:
    answers: list[int | None] = [2] * 26
    for item in (5, 12, 19, 23, 26):
        answers[item - 1] = 5
    assert value("scs", answers, "self-kindness") == 5
    assert value("scs", answers, "isolation") == 2
    assert value("scs", answers) == pytest.approx((5 + 4 + 2 + 4 + 2 + 4) / 6, abs=0.005)


def test_fillers_of_the_engagement_scales_are_never_summed() -> None:
    answers: list[int | None] = [1] * 39
    for form in (0, 13, 26):
        for filler in (3, 7, 11):
            answers[form + filler - 1] = 10
    found = [value("ceas", answers, score.score_id) for score in OURS["ceas"].scores]
    assert found == [6, 4, 6, 4, 6, 4]


# By hand, from each instrument's own rule as published: every answer differs from its neighbour's, so that an item too
# many, too few, in another subscale or not turned round gives another figure.
BY_HAND = (
    ("phq-9", [0, 1, 2, 3, 0, 1, 2, 3, 0], {"total": 12}),
    # 4 less the answer to items 2 and 3: 0 + 3 + 2 + 3 + 4 + 0 + 1 + 2 + 3 + 4
    ("core-10", [n % 5 for n in range(10)], {"total": 22}),
    ("itq", [n % 5 for n in range(18)], {"ptsd": 10, "self-organisation": 14}),
    # 1250 / 28; taxon items 3, 5, 7, 8, 12, 13, 22, 27: 340 / 8
    ("des-ii", [10 * (n % 11) for n in range(28)], {"mean": 44.64, "taxon-items": 42.5}),
    # turned round: 1, 4, 8, 9, 11, 12, together 21; the others 18; 39 / 12
    ("scs-sf", [1 + n % 5 for n in range(12)], {"total": 3.25}),
    # the mean of 3, 6 - 1.4, 3.75, 6 - 3.75, 3, 6 - 3
    (
        "scs",
        [1 + n % 5 for n in range(26)],
        {
            "total": 3.27,
            "self-kindness": 3,
            "self-judgment": 1.4,
            "common-humanity": 3.75,
            "isolation": 3.75,
            "mindfulness": 3,
            "over-identification": 3,
        },
    ),
    # without the fillers 3, 7 and 11 of each form
    (
        "ceas",
        [1 + n % 10 for n in range(39)],
        {
            "self-engagement": 26,
            "self-action": 24,
            "others-engagement": 34,
            "others-action": 16,
            "from-engagement": 32,
            "from-action": 28,
        },
    ),
    ("gad-7", [0, 1, 2, 3, 0, 1, 2], {"total": 9}),
    ("pcl-5", [n % 5 for n in range(20)], {"total": 40, "intrusion": 10, "avoidance": 1, "mood": 15, "arousal": 14}),
    ("fscrs", [n % 5 for n in range(22)], {"inadequate": 15, "hated": 13, "reassured": 13}),
    ("fcs", [n % 5 for n in range(38)], {"for-others": 20, "from-others": 23, "for-self": 30}),
    ("tms", [n % 5 for n in range(13)], {"curiosity": 13, "decentering": 10}),
    ("oas-2", [0, 1, 2, 3, 4, 0, 1, 2], {"total": 13}),
    ("suds", [7], {"now": 7}),
    ("at-the-mirror", [0, 1, 2, 3, 4, 1], {"safe": 0, "staying": 1, "warmth": 2, "harsh": 3, "met": 4, "unreal": 1}),
)


@pytest.mark.parametrize(("name", "answers", "wanted"), BY_HAND, ids=[one[0] for one in BY_HAND])
def test_each_score_is_what_a_hand_gets_from_the_published_items(
    name: str, answers: list[int | None], wanted: dict[str, float]
) -> None:
    found = {score.score_id: value(name, answers, score.score_id) for score in OURS[name].scores}
    assert found == pytest.approx(wanted, abs=0.005)


def test_every_measure_has_an_example_worked_by_hand() -> None:
    assert {name for name, _answers, _wanted in BY_HAND} == OURS.keys()


def test_dissociation_is_a_mean_in_per_cent() -> None:
    assert value("des-ii", [0] * 14 + [60] * 14, "mean") == 30
    with pytest.raises(BadInput, match="55 is no answer of DES-II"):
        value("des-ii", [55] * 28, "mean")


def test_a_change_is_called_reliable_from_the_sources_figure_on() -> None:
    total = OURS["phq-9"].score_called("total")
    assert [change_between(total, 16, later).is_reliable for later in (16, 11, 10, 22)] == [False, False, True, True]
    assert change_between(total, 16, 10).difference == -6
    assert change_between(OURS["scs-sf"].score_called("total"), 2, 4).is_reliable is None


def pattern(name: str, answers: list[int | None]) -> Met:
    measure = OURS["itq"]
    return pattern_met(measure, next(one for one in measure.patterns if one.pattern_id == name), tuple(answers))


def test_the_rule_of_the_itq_holds_for_every_way_its_groups_can_be_met() -> None:
    """All 256 ways in which each of the eight groups is met or not: PTSD or complex PTSD, never both."""
    groups = ((1, 2), (3, 4), (5, 6), (7, 8, 9), (10, 11), (12, 13), (14, 15), (16, 17, 18))
    for ways in product((False, True), repeat=8):
        for place in (0, 1):
            answers: list[int | None] = [1] * 18
            for group, is_met in zip(groups, ways, strict=True):
                if is_met:
                    answers[group[place] - 1] = 2
            has_trauma, has_rest = all(ways[:4]), all(ways[4:])
            assert pattern("cptsd", answers) == (Met.YES if has_trauma and has_rest else Met.NO)
            assert pattern("ptsd", answers) == (Met.YES if has_trauma and not has_rest else Met.NO)


@pytest.mark.parametrize("answer", range(5))
def test_an_answer_of_two_or_more_counts_for_the_itq(answer: int) -> None:
    assert pattern("cptsd", [answer] * 18) == (Met.YES if answer >= 2 else Met.NO)


def test_a_missing_answer_that_could_decide_leaves_the_rule_unknown() -> None:
    full: list[int | None] = [2] * 18
    without: list[int | None] = [0, None, *full[2:]]
    assert pattern("cptsd", without) is Met.UNKNOWN
    assert pattern("cptsd", [None, 2, *full[2:]]) is Met.YES
    assert pattern("cptsd", [0, 0, *full[2:9], *([None] * 9)]) is Met.NO
    assert pattern("ptsd", [*full[:9], *([None] * 9)]) is Met.UNKNOWN


RISKS = [(name, item) for name, measure in OURS.items() for item in measure.risk_items]


def test_the_items_about_harm_are_known() -> None:
    assert sorted(RISKS) == [("core-10", 6), ("fscrs", 9), ("phq-9", 9)]


@pytest.mark.parametrize(("name", "item"), RISKS)
def test_every_answer_but_the_lowest_to_an_item_about_harm_is_named_whatever_the_others_are(
    name: str, item: int
) -> None:
    measure = OURS[name]
    for others, answer in product((None, *measure.allowed), (None, *measure.allowed)):
        answers = [others] * measure.item_count
        answers[item - 1] = answer
        wanted = (item,) if answer is not None and answer > measure.lowest else ()
        assert risks_in(measure, tuple(answers)) == wanted
