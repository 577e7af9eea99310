"""The process in which a page becomes a PDF: the page as a JSON string comes in, the PDF goes out."""

import json
import os
import sys
from typing import Final

from interbeing.storage.memory import keep_in_memory

CANNOT_WRITE: Final = 3  # the exit status that says: a library of the system is missing
LOWER: Final = 10  # below the room, which keeps marks


def main() -> int:
    """Read the page from standard input and write the PDF to standard output."""
    keep_in_memory()
    if hasattr(os, "nice"):
        os.nice(LOWER)
    try:
        from interbeing.web.pdf_writer import written  # it needs Pango, which a computer may lack
    except (ImportError, OSError):
        return CANNOT_WRITE
    sys.stdout.buffer.write(written(json.load(sys.stdin.buffer)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
