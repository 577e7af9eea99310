"""Walks the room's pages as somebody would who follows every link, and looks at each kind of page once."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from interbeing.web.pages import OF_KEEPING, ROUTERS

UUID_PART = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMED_PART = re.compile(r"(?<=/measures/)(?!given/)[^/]+|(?<=/ratings/)[^/]+|(?<=/consent/words/)[^/]+")
NO_PAGE = re.compile(r"/files/|\.pdf$|\.csv$|/api/|/package$|/static/")
MOST_TABS = 400


def kind_of(path: str) -> str:
    """Give what all pages of one kind have in common: the path without what it is about."""
    return NAMED_PART.sub("{}", UUID_PART.sub("{}", urlsplit(path).path))


def kinds_served() -> set[str]:
    """Give every kind of page that the room's own list of routes knows."""
    routes = (route for router in (*OF_KEEPING, *ROUTERS) for route in router.routes)
    paths = {re.sub(r"\{[^}]*\}", "{}", route.path) for route in routes if "GET" in getattr(route, "methods", ())}
    return {NAMED_PART.sub("{}", path) or "/" for path in paths if not NO_PAGE.search(path)}


def every_page(page: Page, address: str, more: tuple[str, ...] = ()) -> Iterator[str]:
    """Open one page of each kind that links lead to, from the first one and `more`; gives its kind while it is open."""
    waiting = ["/", *more]
    known = {kind_of(path) for path in waiting}
    while waiting:
        path = waiting.pop(0)
        page.goto(f"{address}{path}")
        page.wait_for_url(lambda url: "/under-way/" not in url)  # a slow machine shows the way there first
        yield kind_of(path)
        for found in page.eval_on_selector_all(
            "a[href]:not([download])", "all => all.map(one => one.getAttribute('href'))"
        ):
            link = urlsplit(found).path
            if link.startswith("/") and not NO_PAGE.search(link) and kind_of(link) not in known:
                known.add(kind_of(link))
                waiting.append(link)


def hidden_stops(page: Page) -> list[str]:
    """Tab through the page; give each stop whose focus nobody would see: out of sight, covered, or without a mark."""
    page.evaluate("document.activeElement?.blur?.()")
    hidden, seen = [], set()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] = page.evaluate(STOP)
        if stop["place"] in seen or stop["place"] == "none":
            break
        seen.add(stop["place"])
        hidden += [] if stop["is_seen"] else [f"{stop['html']} ({stop['why']})"]
    return hidden


# What has the focus: its place in the page, and whether a person sees that it has it.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return { place: "none" };
  const place = [...document.querySelectorAll("*")].indexOf(at);
  const frame = at.closest("label, .choice, .key") ?? at;
  const box = at.getBoundingClientRect();
  const middle = (from, to, most) => (Math.max(0, from) + Math.min(most, to)) / 2; // of what is in sight
  const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
  const over = document.elementFromPoint(x, y);
  const own = [at, ...(at.labels ?? [])];
  const isUncovered = over !== null && (over.contains(at) || own.some((one) => one.contains(over)));
  const ring = (one, { outlineStyle, outlineWidth } = getComputedStyle(one)) =>
    outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  const isRinged = [frame, ...own].some((one) => ring(one));
  const why = isUncovered ? (isRinged ? "" : "no ring") : `covered by ${over?.outerHTML.slice(0, 60)}`;
  return { place: String(place), html: at.outerHTML.slice(0, 90), is_seen: isUncovered && isRinged, why };
}"""


def runs_sideways(page: Page) -> float:
    """Give how many pixels the page is wider than a laptop's screen at 200 %."""
    page.set_viewport_size({"width": 640, "height": 400})
    return float(page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth"))
