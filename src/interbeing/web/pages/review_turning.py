"""Turning the pages of the review's two lists: each keeps the filters and the other's place."""

from typing import Literal
from urllib.parse import urlencode

from interbeing.web.pages.turning import Turning
from interbeing.web.review_rows import EXCHANGES_ON_A_PAGE, MOMENTS_ON_A_PAGE, Part, Wanted

PER_PAGE = {"exchanges": EXCHANGES_ON_A_PAGE, "moments": MOMENTS_ON_A_PAGE}


def turned(address: str, wanted: Wanted, part: Part, which: Literal["exchanges", "moments"]) -> Turning:
    """Say where in this list we are, and the ways to the pages beside."""
    per_page = PER_PAGE[which]
    last = min(part.start + per_page, part.total)

    def way(start: int) -> str:
        return f"{address}?{urlencode(_asked(wanted) | {which: str(start)})}#{which}"

    before = way(max(0, part.start - per_page)) if part.start else None
    after = way(part.start + per_page) if last < part.total else None
    return Turning(min(part.start + 1, part.total), last, part.total, before, after)


def _asked(wanted: Wanted) -> dict[str, str]:
    asked = {
        "emotion": wanted.emotion or "",
        "reception": wanted.reception or "",
        "show": wanted.show if wanted.show != "all" else "",
        "quadrant": wanted.quadrant or "",
        "kind": wanted.kind,
        "behind": wanted.behind,
        "exchanges": str(wanted.exchange_from or ""),
        "moments": str(wanted.moment_from or ""),
    }
    return {name: str(value) for name, value in asked.items() if value}
