"""Cells of tables that spreadsheets open: a text that would begin a formula does not."""

from typing import Final

# What a spreadsheet would take for the beginning of a formula (ASVS 1.2.10), and the full-width forms of the same.
RISKY: Final = frozenset("=+-@\t\r\n\0＝＋－＠")
BREAKS: Final = dict.fromkeys((*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")  # what a program may end a line at

QUOTED: Final = ('"', ",", "\r", "\n")  # a cell of CSV that holds one of these stands in quotes (RFC 4180)


def safe_cell(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula: one that begins like one gets a leading apostrophe."""
    return f"'{text}" if text[:1] in RISKY else text


def unsafe_cell(text: str) -> str:
    """Give the text back as it was before `safe_cell`."""
    return text[1:] if text[:1] == "'" and text[1:2] in RISKY else text


def needs_quotes(text: str) -> bool:
    """Say whether a text holds anything for which a cell of CSV needs quotes."""
    return any(mark in text for mark in QUOTED)


def quoted(text: str) -> str:
    """Give a text as a cell of CSV: in quotes where it needs them."""
    return '"' + text.replace('"', '""') + '"' if needs_quotes(text) else text


def tsv_line(cells: list[str]) -> str:
    """Give one line of a table whose cells are parted by tabs: no cell can end the line or begin a formula."""
    if not "".join(cells).isprintable():
        cells = [cell.translate(BREAKS) for cell in cells]
    return "\t".join([safe_cell(cell) if cell[:1] in RISKY else cell for cell in cells]) + "\n"
