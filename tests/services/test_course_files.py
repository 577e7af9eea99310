"""Files of moments: what was simulated reads back the same, and a broken file is refused with its row and a remedy."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from interbeing.domain.errors import BadFile
from interbeing.model.parameters import reference_prior
from interbeing.model.plan import Plan
from interbeing.model.simulate import draw_people, live_courses
from interbeing.services.course_checks import check_moments
from interbeing.services.course_files import MOMENTS, moments_table, read_courses

PLAN = Plan(3, 20)


@pytest.fixture
def lived():
    return live_courses(draw_people(reference_prior(), 1, 0, 4), PLAN, 1, 0)


@pytest.fixture
def rows(lived) -> list[dict[str, object]]:
    return moments_table(lived, 0, PLAN.moments).to_pylist()


def written(rows: list[dict[str, object]], folder: Path) -> Path:
    path = folder / "moments.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=None if not rows else MOMENTS), path)
    return path


def test_what_was_lived_reads_back_mark_by_mark(lived, rows, tmp_path) -> None:
    path = written(rows, tmp_path)
    census = check_moments(path)
    assert census == (4, 4 * 60, True)
    courses = list(read_courses(path, is_ordered=True))
    assert [course.patient for course in courses] == [0, 1, 2, 3]
    for index, course in enumerate(courses):
        assert (course.marks.minutes == lived.minutes[index]).all()
        is_exchange = (lived.codes[index][:, 2:5] >= 0).any(axis=1)
        assert (course.marks.codes[is_exchange] == lived.codes[index][is_exchange]).all()


def test_rows_in_another_order_read_the_same(rows, tmp_path) -> None:
    path = written(rows, tmp_path)
    ordered = [(c.patient, c.marks.codes.tobytes()) for c in read_courses(path, is_ordered=True)]
    shuffled = np.random.default_rng(3).permutation(len(rows))
    path = written([rows[i] for i in shuffled], tmp_path)
    census = check_moments(path)
    assert census == (4, 4 * 60, False)
    assert [(c.patient, c.marks.codes.tobytes()) for c in read_courses(path, is_ordered=False)] == ordered


@pytest.mark.parametrize(
    ("at", "column", "value", "words"),
    [
        (6, "felt", "joy", "row 7: felt is “joy”, which is no known emotion. Use one of compassion, neutral"),
        (3, "perceived", "Anger", "row 4: perceived is “Anger”"),
        (41, "minutes_since_previous", -0.5, "row 42: minutes_since_previous is -0.5"),
        (41, "minutes_since_previous", float("nan"), "row 42: minutes_since_previous is nan"),
        (100, "arousal", 11, "row 101: arousal is 11. Give a whole number from 0 to 10, or null"),
        (21, "ordinal", 0, "patient 0, session 1, ordinal 0 stands here for the second time"),
    ],
)
def test_a_broken_row_is_named_with_its_remedy(rows, tmp_path, at, column, value, words) -> None:
    rows[at][column] = value
    with pytest.raises(BadFile) as refused:
        check_moments(written(rows, tmp_path))
    assert words in str(refused.value)
    assert str(refused.value).startswith("moments.parquet: row")


def test_gaze_without_invitation_is_refused(rows, tmp_path) -> None:
    rows[5].update(at_reflection=True, invited=False)
    with pytest.raises(BadFile, match=r"row 6: at_reflection is true where invited is false\. Set invited"):
        check_moments(written(rows, tmp_path))


def test_a_missing_answer_is_refused_where_one_is_needed(rows, tmp_path) -> None:
    path = tmp_path / "moments.parquet"
    table = pa.Table.from_pylist(rows).set_column(9, "invited", pa.array([None, *[True] * (len(rows) - 1)]))
    pq.write_table(table, path)
    with pytest.raises(BadFile, match="row 1: invited is not given"):
        check_moments(path)


def test_an_empty_file_a_missing_column_and_a_stray_file_are_refused(rows, tmp_path) -> None:
    path = tmp_path / "moments.parquet"
    pq.write_table(MOMENTS.empty_table(), path)
    with pytest.raises(BadFile, match="it holds no moments"):
        check_moments(path)
    pq.write_table(pa.Table.from_pylist(rows).drop_columns(["invited"]), path)
    with pytest.raises(BadFile, match="the column invited is missing"):
        check_moments(path)
    pq.write_table(pa.Table.from_pylist(rows).set_column(7, "arousal", pa.array(["high"] * len(rows))), path)
    with pytest.raises(BadFile, match="the column arousal holds string"):
        check_moments(path)
    path.write_text("patient,session")
    with pytest.raises(BadFile, match="not a Parquet file"):
        check_moments(path)
    with pytest.raises(BadFile, match="there is no such file"):
        check_moments(tmp_path / "other.parquet")


def test_a_moment_without_labels_is_no_exchange(rows, tmp_path) -> None:
    rows[8].update(felt=None, offered=None, perceived=None)
    course = next(read_courses(written(rows, tmp_path), is_ordered=True))
    assert list(np.flatnonzero(course.marks.codes[:, 1] == 0)) == [8]
