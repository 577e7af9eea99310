"""Records lie on a disk of this computer, never where something else copies them."""

from pathlib import Path

import pytest

from interbeing.domain.errors import CannotStart
from interbeing.storage.place import refuse_synced


@pytest.mark.parametrize(
    "name", ["OneDrive - Clinic", "Dropbox", "Google Drive", "iCloudDrive", "Nextcloud", "Mobile Documents", "pCloud"]
)
def test_a_synchronised_folder_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotStart, match=r"synchronised folder .*Choose a folder on this computer"):
        refuse_synced(tmp_path / name / "records")


@pytest.mark.parametrize("marker", [".dropbox", ".stfolder", ".owncloudsync.log"])
def test_a_synchronised_folder_is_refused_by_what_lies_in_it(tmp_path: Path, marker: str) -> None:
    (tmp_path / marker).mkdir()
    with pytest.raises(CannotStart, match="synchronised folder"):
        refuse_synced(tmp_path / "deep" / "inside")


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_drive_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/share {tmp_path}/with\\040space {kind} rw 0 0\n")
    with pytest.raises(CannotStart, match=f"network drive \\({kind}\\)"):
        refuse_synced(tmp_path / "with space" / "records", mounts)
    refuse_synced(tmp_path / "elsewhere", mounts)


def test_a_link_into_a_synchronised_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "records").symlink_to(tmp_path / "Dropbox", target_is_directory=True)
    with pytest.raises(CannotStart, match="synchronised folder"):
        refuse_synced(tmp_path / "records" / "deep")


def test_an_ordinary_folder_is_taken(tmp_path: Path) -> None:
    refuse_synced(tmp_path / "records")
