"""Each wrong kernel is noticed: the model is copied, spoiled in one place, and its own tests must then fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import interbeing

CLOSED_FORM = "test_the_closed_form_equals_every_possibility_written_out"
GRADIENT = "test_the_gradient_equals_finite_differences_in_every_direction"
SIDE_BY_SIDE = "test_the_gradient_side_by_side_is_that_of_each_alone"
ROOT = Path(__file__).parents[2]


def passes(source, *tests):
    """Run these tests against a copy of the package, as plain Python: nothing needs to be translated."""
    environment = {**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{ROOT}", "NUMBA_DISABLE_JIT": "1"}
    calls = "; ".join(f"test_likelihood.{test}(0)" for test in tests)
    asked = [sys.executable, "-c", f"from tests.model import test_likelihood; {calls}"]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or "AssertionError" in done.stderr, done.stderr
    return done.returncode == 0


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(Path(interbeing.__file__).parent / "model", tmp_path / "interbeing" / "model")
    shutil.copytree(Path(interbeing.__file__).parent / "domain", tmp_path / "interbeing" / "domain")
    (tmp_path / "interbeing" / "__init__.py").touch()
    return tmp_path


@pytest.mark.fault
@pytest.mark.parametrize(
    ("module", "right", "wrong", "test"),
    [
        ("learn", "- theta[8] * expected", "+ theta[8] * expected", CLOSED_FORM),
        ("backwards", "out[8] -= by * expected", "out[8] += by * expected", GRADIENT),
        ("ways_backwards", "who)] -= by * expected", "who)] += by * expected", SIDE_BY_SIDE),
        ("parameters", "THREAT: Final = (0.0, 0.3,", "THREAT: Final = (0.3, 0.0,", CLOSED_FORM),
    ],
)
def test_a_kernel_that_is_wrong_in_one_place_turns_its_test_red(copied, module, right, wrong, test):
    source = copied / "interbeing" / "model" / f"{module}.py"
    text = source.read_text()
    assert text.count(right) == 1
    source.write_text(text.replace(right, wrong))
    assert not passes(copied, test)


@pytest.mark.fault
def test_the_right_kernels_pass_as_plain_python_too(copied):
    assert passes(copied, CLOSED_FORM, GRADIENT, SIDE_BY_SIDE)
