"""Cells of tables that spreadsheets open: a text that would begin a formula does not."""

from typing import Final

# What a spreadsheet would take for the beginning of a formula (ASVS 1.2.10), and the full-width forms of the same.
RISKY: Final = frozenset("=+-@\t\r\n\0＝＋－＠")
BREAKS: Final = dict.fromkeys((*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")  # what a program may end a line at


def safe_cell(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula: one that begins like one gets a leading apostrophe."""
    return f"'{text}" if text[:1] in RISKY else text


def unsafe_cell(text: str) -> str:
    """Give the text back as it was before `safe_cell`."""
    return text[1:] if text[:1] == "'" and text[1:2] in RISKY else text


def tsv_line(cells: list[str]) -> str:
    """Give one line of a table whose cells are parted by tabs: no cell can end the line or begin a formula."""
    return "\t".join([safe_cell(cell if cell.isprintable() else cell.translate(BREAKS)) for cell in cells]) + "\n"
