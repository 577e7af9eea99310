"""Makes a PDF of a page, in a process of its own at low priority, so that no mark waits for it."""

import json
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from interbeing.domain.errors import NoPdf
from interbeing.domain.under_way import Tell, untold
from interbeing.web.pdf_process import CANNOT_WRITE
from interbeing.web.words import marked

COMMAND: Final = (sys.executable, "-P", "-m", "interbeing.web.pdf_process")
WITHIN_S: Final = 120
LOOK_EVERY_S: Final = 0.25
MEDIA_TYPE: Final = "application/pdf"
LACKING: Final = marked(
    "this computer lacks a library that writing a PDF needs (Pango; docs/pdf.md says how to install it). "
    "The page itself can be printed, or saved as a PDF by the browser"
)
TOO_LONG: Final = marked("the PDF could not be made. The page itself can be printed, or saved as a PDF by the browser")


def pdf_of(text: str, command: tuple[str, ...] | None = None, tell: Tell = untold) -> bytes:
    """Give the PDF of a page's HTML. Blocks for a second or more: call it in a thread; `tell` may stop it."""
    piped = subprocess.PIPE
    try:
        with (
            ThreadPoolExecutor(1) as talking,
            subprocess.Popen(command or COMMAND, stdin=piped, stdout=piped, stderr=subprocess.DEVNULL) as making,
        ):
            made = _waited_for(talking.submit(making.communicate, json.dumps(text).encode()), making, tell)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NoPdf(TOO_LONG) from problem
    if making.returncode == CANNOT_WRITE:
        raise NoPdf(LACKING)
    if making.returncode != 0:
        raise NoPdf(TOO_LONG)
    return made


def _waited_for(answer: "Future[tuple[bytes, bytes]]", making: "subprocess.Popen[bytes]", tell: Tell) -> bytes:
    """Give what the process writes, looking now and then whether anybody still wants it; else it is ended."""
    try:
        for _ in range(round(WITHIN_S / LOOK_EVERY_S)):
            tell(0, 0)
            with suppress(TimeoutError):
                return answer.result(LOOK_EVERY_S)[0]
        raise subprocess.TimeoutExpired(making.args, WITHIN_S)
    finally:
        making.kill()  # one that has ended hears nothing of it
