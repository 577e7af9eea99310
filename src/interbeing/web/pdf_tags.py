"""Mends what a screen reader would stumble over in a PDF: groups in lists, header cells, links that lead nowhere."""

from typing import Any, Final

import pydyf

LIST: Final = "/L"
HEAD: Final = "/THead"
WITHOUT_A_TARGET: Final = {"/Link": "/Span"}
IN_A_GROUP: Final = {"/LI": "/LBody", "/LBody": "/Div"}


def mend_tags(_document: object, pdf: pydyf.PDF) -> None:
    """Mend every tag in place, before the file is written: what PDF/UA-1 asks and WeasyPrint leaves open."""
    tags = [one for one in pdf.objects if isinstance(one, pydyf.Dictionary) and one.get("Type") == "/StructElem"]
    groups = [one for one in tags if one["S"] == "/Div" and _above(pdf, one) == LIST]
    for group in groups:
        _as_item(pdf, group)
    for one in tags:
        one["S"] = WITHOUT_A_TARGET.get(one["S"], one["S"])
        if one["S"] == "/TH" and "A" in one:
            one["A"]["Scope"] = "/Column" if _is_in_head(pdf, one) else "/Row"


def _as_item(pdf: pydyf.PDF, group: Any) -> None:
    """Make a group of terms and what is said of them one item of its list: `<div><dt><dd></div>`."""
    group["S"] = "/LI"
    for inner in _inside(pdf, group):
        for body in _inside(pdf, inner) if inner["S"] == "/LI" else ():
            body["S"] = IN_A_GROUP.get(body["S"], body["S"])
        inner["S"] = IN_A_GROUP.get(inner["S"], "/LBody")


def _is_in_head(pdf: pydyf.PDF, cell: Any) -> bool:
    row = _named(pdf, cell["P"])
    return row["S"] == "/TR" and _above(pdf, row) == HEAD


def _above(pdf: pydyf.PDF, tag: Any) -> str:
    return str(_named(pdf, tag["P"]).get("S", ""))


def _inside(pdf: pydyf.PDF, tag: Any) -> list[Any]:
    found = (_named(pdf, one) for one in tag["K"] if isinstance(one, bytes))
    return [one for one in found if one.get("Type") == "/StructElem"]


def _named(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
