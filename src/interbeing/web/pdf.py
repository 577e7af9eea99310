"""Makes a PDF of a page, in a process of its own at low priority, so that no mark waits for it."""

import json
import subprocess
import sys
from typing import Final

from starlette.responses import Response

from interbeing.domain.errors import NoPdf
from interbeing.web.pdf_process import CANNOT_WRITE
from interbeing.web.words import marked

COMMAND: Final = (sys.executable, "-P", "-m", "interbeing.web.pdf_process")
WITHIN_S: Final = 120
MEDIA_TYPE: Final = "application/pdf"
LACKING: Final = marked(
    "this computer lacks a library that writing a PDF needs (Pango; docs/pdf.md says how to install it). "
    "The page itself can be printed, or saved as a PDF by the browser"
)
TOO_LONG: Final = marked("the PDF could not be made. The page itself can be printed, or saved as a PDF by the browser")


def pdf_answer(page: Response, name: str) -> Response:
    """Give this page as a PDF to be saved under this name; NoPdf where none can be made."""
    saved = {"content-disposition": f'attachment; filename="{name}.pdf"'}
    return Response(pdf_of(bytes(page.body).decode()), media_type=MEDIA_TYPE, headers=saved)


def pdf_of(text: str, command: tuple[str, ...] | None = None) -> bytes:
    """Give the PDF of a page's HTML. Blocks for a second or more: call it in a thread."""
    try:
        made = subprocess.run(
            command or COMMAND, input=json.dumps(text).encode(), capture_output=True, timeout=WITHIN_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NoPdf(TOO_LONG) from problem
    if made.returncode == CANNOT_WRITE:
        raise NoPdf(LACKING)
    if made.returncode != 0:
        raise NoPdf(TOO_LONG)
    return made.stdout
