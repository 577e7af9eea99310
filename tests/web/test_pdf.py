"""PDFs of the review, the course and the patient's page: tagged, in our own type, with nothing from elsewhere."""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from interbeing.domain.errors import NoPdf
from interbeing.domain.together import Chooser
from interbeing.services.patients import open_chart
from interbeing.services.practice import ready_practice
from interbeing.services.together import choose, write_page
from interbeing.settings import Settings
from interbeing.web.app import create_app
from interbeing.web.pdf import pdf_of
from interbeing.wiring import Room, open_room

PAGE = "<!doctype html><html lang='en'><head><title>A page</title></head><body><h1>A page</h1>{}</body></html>"
WITHOUT_WEASYPRINT = (
    "import sys; sys.modules['weasyprint'] = None; from interbeing.web.pdf_process import main; sys.exit(main())"
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    opened = open_room(Settings(tmp_path_factory.mktemp("pdf")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def patient_id(room: Room) -> UUID:
    return ready_practice(room.database, room.clock).patient_id


@pytest.fixture(scope="module")
def addresses(room: Room, patient_id: UUID) -> dict[str, str]:
    session = next(one for one in open_chart(room.database, patient_id).sessions if one.seq)
    return {
        "Review": f"/sessions/{session.session_id}/review.pdf",
        "What is changing": f"/patients/{patient_id}/course.pdf",
        "What we saw together": f"/patients/{patient_id}/together.pdf",
    }


def shown_together(room: Room, patient_id: UUID) -> None:
    page_id = uuid4()
    write_page(room.database, room.clock, patient_id, page_id, "You stayed.", "Dr F")
    for chooser in Chooser:
        choose(room.database, room.clock, patient_id, page_id, chooser, shows=True)


def elements(node: Any) -> Iterator[DictionaryObject]:
    """Every element of the tree by which a screen reader finds its way."""
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        for one in found:
            yield from elements(one)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield found
        yield from elements(found.get("/K", []))


def fonts(reader: PdfReader) -> dict[str, bool]:
    """Each font by its name, and whether it is in the file."""
    found = {}
    for page in reader.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():  # type: ignore[attr-defined]
            inner = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
            held = {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.get_object()["/FontDescriptor"])
            found[str(font["/BaseFont"])] = bool(held)
    return found


@pytest.mark.parametrize("title", ["Review", "What is changing", "What we saw together"])
def test_each_is_tagged_titled_and_set_in_our_own_type(
    room: Room, patient_id: UUID, addresses: dict[str, str], title: str
) -> None:
    shown_together(room, patient_id)
    answer = TestClient(create_app(room), "http://localhost").get(addresses[title])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    reader = PdfReader(BytesIO(answer.content))
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    tags = list(elements(root["/StructTreeRoot"]["/K"]))
    assert "/H1" in {one["/S"] for one in tags}
    assert all(one.get("/Alt") for one in tags if one["/S"] == "/Figure")
    assert all(one["/A"]["/Scope"] in {"/Column", "/Row"} for one in tags if one["/S"] == "/TH")
    assert {kid["/S"] for one in tags if one["/S"] == "/L" for kid in one["/K"]} <= {"/L", "/LI", "/Caption"}
    assert not any("/Annots" in page for page in reader.pages)  # a link to a page of the room leads nowhere from a file
    held = fonts(reader)
    assert all(held.values())
    assert all("Hyperlegible" in name for name in held)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert title in text
    assert "simulated" in text
    assert title != "Review" or "The session lasted" in text, "the write-up is not on the paper"


def test_the_patients_page_is_no_file_either_before_both_chose(room: Room) -> None:
    from interbeing.services.patients import add_patient

    patient = add_patient(room.database, room.clock, "Nobody yet", "N", "pebble", is_practice=True)
    answer = TestClient(create_app(room), "http://localhost").get(f"/patients/{patient.patient_id}/together.pdf")
    assert answer.status_code == 409


def test_where_the_library_is_missing_one_sentence_says_so(
    room: Room, addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoPdf, match="lacks a library"):
        pdf_of(PAGE, (sys.executable, "-c", WITHOUT_WEASYPRINT))
    monkeypatch.setattr("interbeing.web.pdf.COMMAND", (sys.executable, "-c", WITHOUT_WEASYPRINT))
    client = TestClient(create_app(room), "http://localhost", headers={"accept": "text/html"})
    answer = client.get(addresses["Review"])
    assert answer.status_code == 503
    assert "can be printed" in answer.text
    assert client.get(addresses["Review"].removesuffix(".pdf")).status_code == 200


def test_a_page_brings_nothing_from_elsewhere_into_its_pdf(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text y='20'>kept elsewhere</text></svg>")
    away = "".join(
        f"<img alt='away' src='{address}'>"
        for address in (secret.as_uri(), "http://localhost:9/x.svg", "/static/../paper.py", "data:image/svg+xml,<svg/>")
    )
    reader = PdfReader(BytesIO(pdf_of(PAGE.format(away))))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "kept elsewhere" not in text
    assert text.count("away") == 4  # the words stand where a picture would


def test_the_room_itself_never_loads_what_writes_pdfs() -> None:
    code = "import sys, interbeing.web.app; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
