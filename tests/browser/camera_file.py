"""A sitter as a file for the browser's fake camera, made when a test asks for it; each picture bears its number.

Under load the browser plays such a file too slowly. The numbers, read off the page's own video, tell how fast it really
went, and so how fast the heart in it really beat.
"""

import os
import subprocess
from dataclasses import dataclass
from math import pi, sin
from pathlib import Path
from typing import Any, Final

import numpy as np
from playwright.sync_api import Page

from tests.browser.sitter import HEIGHT, WIDTH, Picture, Pose, seen

RATE_HZ: Final = 30
SHORTEST_S: Final = 10
APART: Final = 10  # readings, 5 s
SQUARE: Final = 24
BITS: Final = 9
DEPTH: Final = 0.005
# Reads the number of a picture twice a second, with the time at which it was taken; once the page shows its video.
READ = """([bits, square, high]) => {
  const video = document.querySelector('video'), paper = new OffscreenCanvas(bits, 1);
  const pen = paper.getContext('2d', { willReadFrequently: true });
  globalThis.numbers = [];
  const read = (now_ms, frame) => {
    const number = Array.from({ length: bits }, (_, bit) => {
      pen.drawImage(video, bit * square + square / 4, high - square * 0.75, square / 2, square / 2, 0, 0, 1, 1);
      return pen.getImageData(0, 0, 1, 1).data[1] > 128 ? 1 << bit : 0;
    }).reduce((all, one) => all + one, 0);
    numbers.push([frame.captureTime ?? now_ms, number]);
  };
  setInterval(() => video.requestVideoFrameCallback(read), 500);
}"""


@dataclass(frozen=True, slots=True)
class CameraFile:
    """A file, and how fast the heart in it beats when it is played at its pace; 0 for none."""

    path: Path
    beats_per_min: int
    pictures: int


def camera_file(folder: Path, name: str, pose: Pose, beats_per_min: int = 0) -> CameraFile:
    """Make the file in `folder`: whole heartbeats and whole turns, so that it can be played again and again."""
    clip_s = next(one for one in range(SHORTEST_S, 61) if one * beats_per_min % 60 == 0)
    pictures = clip_s * RATE_HZ
    path = folder / f"{name}.mjpeg"
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE_HZ), "-i", "-"]
    film = ["-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-q:v", "2", "-f", "mjpeg", str(unfinished)]
    rng = np.random.default_rng(5)
    with subprocess.Popen(["ffmpeg", "-y", "-loglevel", "error", *raw, *film], stdin=subprocess.PIPE) as ffmpeg:
        assert ffmpeg.stdin is not None
        for number in range(pictures):
            beat = DEPTH * sin(2 * pi * beats_per_min / 60 * number / RATE_HZ)
            ffmpeg.stdin.write(numbered(seen(pose, rng, 2 * number / pictures, beat), number).tobytes())
        ffmpeg.stdin.close()
    assert ffmpeg.returncode == 0, "ffmpeg could not make the file"
    unfinished.rename(path)
    return CameraFile(path, beats_per_min, pictures)


def numbered(picture: Picture, number: int) -> Picture:
    """Write this number into a picture, in squares along its lower edge."""
    for bit in range(BITS):
        picture[-SQUARE:, bit * SQUARE : (bit + 1) * SQUARE] = 235 if number >> bit & 1 else 16
    return picture


def read_numbers(page: Page) -> None:
    """From now on read the numbers of the pictures that the page shows."""
    page.evaluate(READ, [BITS, SQUARE, HEIGHT])


def true_beats_per_min(page: Page, file: CameraFile, last_s: float) -> float:
    """Give how fast the heart beat over the page's last seconds: the middle of the pace of the numbers over 5 s each.

    A file that stands still for a moment misses a beat or two; that is not another rate.
    """
    read: list[Any] = page.evaluate("numbers")
    at_ms, number = np.array(read, np.float64).T
    last = at_ms >= at_ms[-1] - 1000 * last_s
    played_s = np.r_[0, np.cumsum(np.diff(number[last]) % file.pictures)] / RATE_HZ
    at_s = at_ms[last] / 1000
    pace = (played_s[APART:] - played_s[:-APART]) / (at_s[APART:] - at_s[:-APART])
    return float(file.beats_per_min * np.median(pace))
