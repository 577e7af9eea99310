import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from numba.core import config

from interbeing.model import compile as compiling
from interbeing.model.prepare import prepare_live

ASK = "from tiny.caller import doubled; print(doubled(3.0))"


@pytest.fixture
def tiny(tmp_path):
    """Two small kernels, one calling the other from another file, beside the real compile.py."""
    package = tmp_path / "tiny"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.copy(Path(compiling.__file__), package / "compile.py")
    (package / "callee.py").write_text("from tiny.compile import kernel\n\n@kernel\ndef less(x):\n    return x - 1.0\n")
    (package / "caller.py").write_text(
        "from tiny.callee import less\nfrom tiny.compile import kernel\n\n"
        "@kernel\ndef doubled(x):\n    return 2.0 * less(x)\n"
    )
    return package


def asked(package):
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "NUMBA_CACHE_DIR": str(package.parent / "cache")}
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def change(package):
    callee = package / "callee.py"
    callee.write_text(callee.read_text().replace("- 1.0", "+ 1.0"))


def test_a_changed_kernel_in_another_file_is_never_served_from_the_old_cache(tiny):
    assert asked(tiny) == 4.0
    change(tiny)
    assert asked(tiny) == 8.0
    assert len(list((tiny.parent / "cache").iterdir())) == 2


@pytest.mark.fault
def test_without_the_hash_the_old_kernel_would_be_served(tiny):
    """Shows that the test above can fail: with one folder for all sources, numba answers from the stale cache."""
    text = (tiny / "compile.py").read_text()
    (tiny / "compile.py").write_text(text.replace("sources_hash(folder)", '"always"'))
    assert asked(tiny) == 4.0
    change(tiny)
    assert asked(tiny) == 4.0


def test_every_source_of_the_model_is_part_of_the_name(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(compiling.SOURCES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    name = compiling.sources_hash(folder)
    assert name == compiling.sources_hash(compiling.SOURCES)
    for source in folder.glob("*.py"):
        text = source.read_text()
        source.write_text(text + "\n")
        assert compiling.sources_hash(folder) != name, source.name
        source.write_text(text)


def test_a_home_that_cannot_be_written_is_replaced(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert compiling.cache_folder(blocked).is_dir()


def test_the_kernels_in_use_are_cached_under_their_own_name():
    assert compiling.sources_hash(compiling.SOURCES) in config.CACHE_DIR


def test_preparing_leaves_other_threads_free():
    waiting = threading.Thread(target=prepare_live)
    waiting.start()
    waiting.join(timeout=120)
    assert not waiting.is_alive()
