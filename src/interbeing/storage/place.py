"""Where the records may lie: on a disk of this computer, never in a folder that something else copies."""

import os
from pathlib import Path, PurePath
from typing import Final

from interbeing.domain.errors import CannotStart

SYNCED_NAMES: Final = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "my drive",
    "icloud",
    "mobile documents",
    "cloudstorage",
    "nextcloud",
    "owncloud",
    "pcloud",
    "box sync",
    "syncthing",
)
SYNC_MARKERS: Final = (".dropbox", ".stfolder", ".nextcloudsync.log", ".owncloudsync.log", ".sync")
NETWORK_KINDS: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afpfs", "webdav", "davfs", "fuse.rclone"}
)


def refuse_synced(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise CannotStart when `folder` lies in a synchronised or network folder: those corrupt and upload databases."""
    where = folder.expanduser().resolve()  # a link elsewhere leads where it leads
    reason = _synced_by_name(where) or _synced_by_marker(where) or _on_network(where, mounts)
    if reason:
        message = f"{where} {reason}: records there can be corrupted or copied away. Choose a folder on this computer"
        raise CannotStart(f"{message} with INTERBEING_FOLDER.")


def _synced_by_name(where: PurePath) -> str | None:
    for part in where.parts:
        if part.casefold().startswith(SYNCED_NAMES):
            return f"lies in a synchronised folder ({part})"
    return None


def _synced_by_marker(where: Path) -> str | None:
    for parent in (where, *where.parents):
        if any((parent / marker).exists() for marker in SYNC_MARKERS):
            return f"lies in a synchronised folder ({parent})"
    return None


def _on_network(where: Path, mounts: Path) -> str | None:
    if str(where).startswith(("\\\\", "//")):
        return "lies on a network drive"
    if not mounts.exists():
        return None
    points = [line.split()[1:3] for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    holding = [(point, kind) for point, kind in points if _holds(point.replace("\\040", " "), where)]
    kind = max(holding, key=lambda found: len(found[0]), default=("", ""))[1]
    return f"lies on a network drive ({kind})" if kind in NETWORK_KINDS else None


def _holds(point: str, where: Path) -> bool:
    return os.path.commonpath([point, where]) == point
