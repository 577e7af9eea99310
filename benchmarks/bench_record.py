"""How long does the record take, beside the nearest peer that does the same work? Files, agreement, course and review.

    python -m benchmarks.bench_record [--write]

One line each: ours, the peer's and how many times ours it is, all in one run; where no peer does that work the line says
so and stands beside its goal. `--write` keeps the lines in docs/evidence/record.md. About four minutes.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import bench_agreement, bench_course, bench_export, bench_files

EVIDENCE = Path(__file__).parents[1] / "docs/evidence/record.md"
HEAD = """# The record: files, agreement, course and review, each beside its nearest peer in one run

Seen on {day} with `python -m benchmarks.bench_record --write`, which `make bench` runs. Files and agreement: processor seconds, the best of three, of making
the whole file from a session in memory. Whole exports: wall seconds over HTTP from the asking to the last byte, the first with the log read from the disk
before, then from a review that stands, the best of three. Pages: milliseconds over HTTP, first after the room has opened, then the median of five more.
The load stands in the lines.

- BORIS's exporter and pympi, which builds the same document by hand, get a shorter session: they take too long for 100,000 moments.
- irrCAC has no resampling of its own: it is called in a loop, as its users do, on the same marks. It also finds a standard error and a p value each time.
- Nobody that we know makes a page of a therapy's course or reviews such a session: these two stand beside their goals alone. The other formats have no peer that writes
  the same file from the same data; each is opened by its own reader in the tests.

```
"""


def measured() -> Iterator[str]:
    """Give every line, in the order in which they are measured."""
    for part in (bench_files, bench_export, bench_agreement, bench_course):
        yield from part.measured()


def main() -> None:
    began, lines = time.perf_counter(), []
    for line in measured():
        print(line, flush=True)
        lines.append(line)
    lines.append(f"measured in {time.perf_counter() - began:.0f} s")
    print(lines[-1], flush=True)
    if "--write" in sys.argv:
        EVIDENCE.write_text(
            HEAD.format(day=time.strftime("%-d %B %Y")) + "\n".join(lines) + "\n```\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
