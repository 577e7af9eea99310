"""The worker that finds faces, on a page of its own and without a room: one picture in, what it saw out."""

import base64
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, Route

from tests.browser.sitter import HEIGHT, WIDTH, Picture

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "interbeing" / "web" / "static"
HERE: Final = "http://localhost:9"  # nobody is there: every request is answered below
KINDS: Final = {".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}
OPEN = """() => new Promise((done) => {
  globalThis.faces = new Worker('/static/built/faces.worker.js', { type: 'module' });
  faces.onmessage = (said) => done(said.data.is);
})"""
# A face is followed from picture to picture, a tenth of a second each: nobody leans or comes nearer in one.
HELD: Final = 4
SEE = """async ([width, height, text, held]) => {
  const colours = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const whole = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < width * height; at += 1) whole.set(colours.subarray(3 * at, 3 * at + 3), 4 * at);
  const look = async () => {
    const picture = await createImageBitmap(new ImageData(whole, width, height));
    return new Promise((done) => {
      faces.onmessage = (said) => done(said.data.seen);
      faces.postMessage(picture, [picture]);
    });
  };
  for (let shown = 1; shown < held; shown += 1) await look();
  return look();
}"""


class Faces:
    """The worker, and beside it what the mirror's page learns from its looks."""

    def __init__(self, page: Page) -> None:
        """Work on this page."""
        self.page = page

    def see(self, picture: Picture) -> dict[str, Any]:
        """Give what the worker sees in a picture that is held until a face in it is followed."""
        text = base64.b64encode(picture.tobytes()).decode()
        seen: dict[str, Any] = self.page.evaluate(SEE, [WIDTH, HEIGHT, text, HELD])
        return seen

    def learn(self, looks: dict[str, list[Any]]) -> bool:
        """Learn the three directions from looks; false when they cannot be told apart."""
        return bool(
            self.page.evaluate("(looks) => { globalThis.learned = mirror.learn(looks); return learned; }", looks)
        )

    def direction_of(self, look: dict[str, Any]) -> str:
        """Give the letter of a look."""
        return str(self.page.evaluate("(look) => mirror.directionOf(look, learned)", look))


@contextmanager
def faces(browser: Browser) -> Iterator[Faces]:
    """Open the worker, as it was built, with its nets."""
    page = browser.new_page()
    page.route("**/*", _answer)
    page.goto(HERE)
    page.add_script_tag(content=_calibration())
    assert page.evaluate(OPEN) == "ready"
    yield Faces(page)
    page.close()


def _answer(route: Route) -> None:
    asked = STATIC.parent / route.request.url.removeprefix(f"{HERE}/")
    if asked.is_file():
        route.fulfill(body=asked.read_bytes(), content_type=KINDS.get(asked.suffix, "application/octet-stream"))
    else:
        route.fulfill(body="<!doctype html><title>faces</title>", content_type="text/html")


def _calibration() -> str:
    """The page's own calibration, as a script called `mirror`."""
    bundle = ["npx", "--no-install", "esbuild", "islands/sensing/calibration.ts", "--bundle", "--format=iife"]
    return subprocess.run(
        [*bundle, "--global-name=mirror"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
