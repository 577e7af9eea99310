"""Turns the HTML of one of our pages into a PDF that a screen reader can read (PDF/UA-1), from our own files alone."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from interbeing.web.pdf_tags import mend_tags

BASE: Final = "room://here/"
STATIC: Final = (Path(__file__).parent / "static").resolve()
PAPER: Final = STATIC / "built" / "pdf.css"
TYPES: Final = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
OF_THE_SCREEN: Final = "desk.css"


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Gives files of our own, and nothing from anywhere else: what a page may ask for beyond that is left out."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002  as the base class has it
        """Give the file; ValueError for anything that is not one of ours."""
        path = own_path(url)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})


def own_path(url: str) -> Path:
    """Say which of our files this address means; ValueError when it means none, or the screen's stylesheet."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        path = Path(unquote(parts.path))
    elif url.startswith(f"{BASE}static/"):
        path = STATIC / unquote(parts.path).removeprefix("/static/")
    else:
        raise ValueError("only our own files")
    path = path.resolve()
    if not path.is_relative_to(STATIC) or path.suffix not in TYPES or path.name == OF_THE_SCREEN:
        raise ValueError("only our own files")
    return path


def written(text: str) -> bytes:
    """Give the PDF of this page."""
    own, type_faces = OwnFiles(), FontConfiguration()
    paper = CSS(filename=str(PAPER), url_fetcher=own, font_config=type_faces)
    page = HTML(string=text, base_url=BASE, url_fetcher=own)
    for link in page.etree_element.iter("a"):
        link.attrib.pop("href", None)  # it leads to a page of the room: from a file it would lead nowhere
    made: bytes = page.write_pdf(
        stylesheets=[paper], font_config=type_faces, pdf_variant="pdf/ua-1", finisher=mend_tags
    )
    return made
