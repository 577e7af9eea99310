"""A real Chromium for the pages; every test also asserts that no request left this machine."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.face import face_clip
from tests.faults.counts import SHARE

CHROMIUM = "/usr/bin/chromium"
# What Playwright turns off (its list stands in no place where it could be added to), and the address bar's own pages,
# which nobody sees and which cost each new window as much as a page of ours.
TURNED_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(TURNED_OFF)}",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
ARTEFACTS = Path(__file__).parents[2] / "artefacts"
KEEPS_PICTURES = bool(SHARE or os.environ.get("INTERBEING_PICTURES"))  # nothing is asserted of them
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] }); // of what is well it tells only that it is
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((one) => one.html) }));
}"""
SIZES = {"laptop": (1280, 800), "desktop": (1920, 1080), "tablet": (820, 1180)}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        camera = f"--use-file-for-fake-video-capture={face_clip(ARTEFACTS)}"
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=[*QUIET, camera])
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window's worth of pages that share storage; requests to elsewhere fail the test."""
    opened = browser.new_context(viewport={"width": 1280, "height": 800})
    elsewhere: list[str] = []
    opened.on("request", lambda request: elsewhere.append(request.url) if _is_elsewhere(request.url) else None)
    yield opened
    opened.close()
    assert elsewhere == [], f"requests left this machine: {elsewhere}"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A fresh page whose script errors fail the test when it ends."""
    return context.new_page()


def picture(page: Page, name: str) -> None:
    """Keep a screenshot for people to look at, in a run that is asked for them."""
    if not KEEPS_PICTURES:
        return
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=str(ARTEFACTS / f"{name}.png"), full_page=True)


def pictures_everywhere(page: Page, name: str) -> None:
    """Keep screenshots at each size, light and dark."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            picture(page, f"{name}-{size}-{scheme}")


def barriers(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page, each fade at its end: nothing, or a list. Runs outside the page's own policy."""
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return list(page.evaluate(VIOLATIONS))


def _is_elsewhere(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"localhost", "127.0.0.1"}
