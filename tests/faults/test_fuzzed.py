"""Readers of outside things get bytes that nobody would send: each refuses in its own words, within a second."""

import subprocess
import time
from pathlib import Path
from random import Random

import pytest

from tests.faults.counts import SHARE, only_long
from tests.faults.mutations import changed
from tests.faults.readers import try_on
from tests.faults.seeds import seeds

pytestmark = pytest.mark.fault
TRIES = 60
WITHIN_S = 1.0
FUZZER = Path(".tools/fuzz/bin/python")
RUNS = {  # ten million in all; the slower a reader is, the fewer
    "message": 4_000_000,
    "scoring": 3_500_000,
    "marks": 900_000,
    "words": 700_000,
    "key file": 500_000,
    "package": 200_000,
    "measure": 60_000,
    "ladder": 80_000,
    "protocol": 20_000,
    "backup": 40_000,
}


def scrambled(content: bytes, rng: Random) -> bytes:
    """Change one JSON value, or a few bytes wherever they are."""
    new = changed(content, rng) if rng.random() < 0.7 else None
    if new is not None:
        return new
    at, some = rng.randrange(len(content) + 1), rng.randbytes(rng.randrange(4))
    return content[:at] + some + content[at + rng.randrange(4) :]


@pytest.mark.parametrize("reader", RUNS)
def test_what_nobody_would_send_is_read_or_refused_in_words(reader: str) -> None:
    rng, content = Random(reader), b""
    for seed in seeds()[reader]:
        assert try_on(reader, seed) or reader == "backup", "a beginning must be one that is taken"
        for number in range(TRIES // len(seeds()[reader]) + 1):
            content = scrambled(content if number % 4 and len(content) < 50_000 else seed, rng)
            began = time.process_time()
            try_on(reader, content)
            assert time.process_time() - began < WITHIN_S


LONG = b"1" + b"0" * 400
FOUND = {  # the reader, which of its beginnings, and what stands there in place of what
    "a code that is a list": ("marks", 1, b'"we","","exchange', b'["we"],"","exchange'),
    "a time of four hundred digits": ("marks", 1, b"[1.5,", b"[" + LONG + b","),
    "a package of nobody": ("package", 0, b'"patient_id"', b'"patient"'),
    "a session of a strange version": ("package", 0, b'"version":5', b'"version":[]'),
    "a part without a name": ("package", 0, b'"papers.json"', b'""'),
    "a moment at no end of time": ("package", 0, b'"session_ms":5', b'"session_ms":1e400'),
    "a question of a strange kind": ("words", 0, b'"type":"choice"', b'"type":[]'),
    "a figure of four hundred digits": ("words", 0, b'"code":"0"', b'"code":"' + LONG + b'"'),
    "an endless cost": ("key file", 0, b"65536", b"1e400"),
    "a key file as deep as a well": ("key file", 0, b"{", b"[" * 100_000),
}


@pytest.mark.parametrize(("reader", "seed", "old", "new"), FOUND.values(), ids=FOUND)
def test_what_fuzzing_once_found_is_refused_in_words(reader: str, seed: int, old: bytes, new: bytes) -> None:
    begun = seeds()[reader][seed]
    assert old in begun
    assert not try_on(reader, begun.replace(old, new, 1))


@only_long("ten million executions under Atheris")
@pytest.mark.parametrize("reader", RUNS)
def test_a_fuzzer_that_sees_the_code_finds_nothing(reader: str, tmp_path: Path) -> None:
    flags = [
        f"-runs={round(RUNS[reader] * SHARE)}",
        "-max_len=20000",
        "-timeout=600",
        "-rss_limit_mb=512",
        f"-artifact_prefix={tmp_path}-",
    ]
    command = [str(FUZZER), "-m", "tests.faults.fuzz", reader, str(tmp_path), *flags]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    print(f"\n{reader}: {ended.stderr.strip().splitlines()[-1]}")
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert "Done" in ended.stderr


@only_long("a fuzzer starts")
def test_a_reader_that_fails_is_found_by_the_fuzzer(tmp_path: Path) -> None:
    command = [
        str(FUZZER),
        "-m",
        "tests.faults.fuzz",
        "broken",
        str(tmp_path),
        "-runs=100000",
        f"-artifact_prefix={tmp_path}-",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "ZeroDivisionError" in ended.stdout + ended.stderr
