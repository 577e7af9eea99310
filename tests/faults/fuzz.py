"""Lets a fuzzer that sees the code (Atheris) try one reader: `python -m tests.faults.fuzz READER FOLDER …`.

It runs in an environment of its own (.tools/fuzz), which `make soak` sets up. What follows the folder goes to libFuzzer
as it stands, such as -runs=1000000.
"""

import sys
import time
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["interbeing", "tests.faults.readers"]):
    from tests.faults.mutations import changed
    from tests.faults.readers import try_on
    from tests.faults.seeds import seeds


WITHIN_S = 1.0


def main(reader: str, folder: str, *flags: str) -> None:
    """Begin from the seeds and whatever this folder holds from before."""
    corpus = Path(folder)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()[reader]):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *flags, str(corpus)], lambda content: read(reader, content), custom_mutator=mutate)
    atheris.Fuzz()


def mutate(content: bytes, longest: int, seed: int) -> bytes:
    """Change a value of what is JSON, every other time; else any of its bytes."""
    new = changed(content, Random(seed)) if seed % 2 else None
    return new[:longest] if new else atheris.Mutate(content, longest)


def read(reader: str, content: bytes) -> None:
    """Let it read, and fail when that takes it a second of the processor's time: others may need the machine too."""
    began = time.process_time()
    try_on(reader, content)
    took_s = time.process_time() - began
    if took_s > WITHIN_S:
        raise TimeoutError(f"{reader} took {took_s:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
