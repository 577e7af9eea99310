"""A sitter who does what is asked of them: the file of the browser's fake camera, written anew while it is played.

Each picture bears its pose's number in black and white squares. Read off the page's own video, they are the truth, so
that a file which the browser plays too slowly, or is late to see, misleads nobody.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from playwright.sync_api import Page

from tests.browser.camera_file import RATE_HZ, numbered, read_numbers
from tests.browser.sitter import HEIGHT, WIDTH, Pose, seen

PICTURES: Final = 4 * RATE_HZ  # of each pose, one round of its swaying
RAW: Final = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE_HZ), "-i", "-"]
AS_IT_IS: Final = ["-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe"]  # every picture as long as every other


@dataclass(frozen=True)
class ObeyingCamera:
    """The file that the browser plays, and a file of as many pictures for each pose."""

    path: Path
    poses: tuple[str, ...]

    def hold(self, pose: str) -> None:
        """Show this pose from now on, in the very file that is being played."""
        with self.path.open("r+b") as played, self._of(pose).open("rb") as wanted:
            shutil.copyfileobj(wanted, played, 1 << 20)

    def watch(self, page: Page) -> None:
        """From now on read off the page's video which pose it shows."""
        read_numbers(page)

    def shown(self, page: Page, last_s: float) -> set[str]:
        """Which poses the page's video showed over its last seconds."""
        read: list[Any] = page.evaluate("numbers")
        return {self.poses[number] for at_ms, number in read if at_ms >= read[-1][0] - 1000 * last_s}

    def _of(self, pose: str) -> Path:
        return self.path.with_name(f"pose-{self.poses.index(pose)}.y4m")


def obeying_camera(folder: Path, poses: dict[str, Pose], pictures: int = PICTURES) -> ObeyingCamera:
    """Make the files of these poses in `folder`, and the camera's; of one picture each they are still."""
    camera = ObeyingCamera(folder / "camera.y4m", tuple(poses))
    rng = np.random.default_rng(4)
    for place, pose in enumerate(poses.values()):
        seen_so = (numbered(seen(pose, rng, one / pictures), place).tobytes() for one in range(pictures))
        file = str(folder / f"pose-{place}.y4m")
        command = ["ffmpeg", "-y", "-loglevel", "error", *RAW, *AS_IT_IS, file]
        subprocess.run(command, input=b"".join(seen_so), check=True)
    shutil.copy(camera.path.with_name("pose-0.y4m"), camera.path)
    return camera
