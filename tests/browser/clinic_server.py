"""A clinic's server as docs/clinic-server.md says: PostgreSQL over TLS, Caddy with a certificate, two rooms."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from interbeing.storage.certificates import Certificates, make_certificates
from tests.conftest import free_port
from tests.postgres import Server, own_server

PAPERS = Path(__file__).parents[2] / "docs" / "clinic-server"
HOST = "room.clinic.example"
WORDS = {"owner_word": "owner-word", "room_word": "room-word", "backup_word": "backup-word"}
PATIENCE_S = 40


@dataclass
class ClinicServer:
    """The whole of it: where it is found, its rooms, and what a browser must trust."""

    address: str
    authority: Path
    database: str
    environment: dict[str, str]
    rooms: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def url(self, who: str, name: str = "interbeing") -> str:
        """The database as one of the three roles reaches it: over TLS, the server's name verified."""
        word = WORDS[f"{who}_word"]
        return f"postgresql://interbeing_{who}:{word}@{self.database}/{name}?{self.environment['LINE']}"

    def command(self, *words: str, who: str = "room") -> str:
        """Run `interbeing` as one of the roles."""
        environment = {**self.environment, "INTERBEING_DATABASE": self.url(who)}
        done = subprocess.run(
            [sys.executable, "-m", "interbeing", *words], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_room(self, port: int) -> None:
        """Start one room, as its service does."""
        environment = {**self.environment, "INTERBEING_DATABASE": self.url("room"), "INTERBEING_PORT": str(port)}
        self.rooms[port] = subprocess.Popen([sys.executable, "-m", "interbeing", "serve"], env=environment)
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/api/health"))

    def stop_rooms(self) -> None:
        """Stop every room that runs now, also one that was started again."""
        for room in self.rooms.values():
            stop(room)

    def room_of_seat(self) -> int:
        """The port of the room that serves the open screen: whose line holds the lock that the seat names."""
        ask = (
            "SELECT activity.client_port FROM seats JOIN pg_locks ON pg_locks.objid::bigint = seats.room "
            "JOIN pg_stat_activity AS activity ON activity.pid = pg_locks.pid WHERE pg_locks.locktype = 'advisory'"
        )
        with psycopg.connect(self.url("owner")) as connection:
            row = connection.execute(ask).fetchone()
        assert row is not None, "no screen is open"
        return next(port for port, one in self.rooms.items() if one.poll() is None and has_port(one.pid, int(row[0])))


@contextmanager
def clinic_server(folder: Path) -> Iterator[ClinicServer]:
    """Set all of it up in this folder, and take it down."""
    with ExitStack() as stack:
        server = stack.enter_context(own_server())
        encrypt(server, make_certificates("localhost", datetime.now(UTC)), folder)
        ports, front = [free_port(), free_port()], free_port()
        certificates = make_certificates(HOST, datetime.now(UTC))
        (folder / "authority.pem").write_bytes(certificates.authority)
        (folder / "shown.pem").write_bytes(certificates.shown)
        (folder / "key.pem").write_bytes(certificates.key)
        address = f"https://{HOST}:{front}"
        environment = {
            **os.environ,
            "INTERBEING_FOLDER": str(folder / "room"),
            "INTERBEING_ADDRESS": address,
            "INTERBEING_ACCOUNTS": "on",
            "INTERBEING_MIND": "off",
            "LINE": f"sslmode=verify-full&sslrootcert={folder / 'postgres-authority.pem'}",
        }
        clinic = ClinicServer(address, folder / "authority.pem", f"localhost:{server.port}", environment)
        clinic.command("migrate", who="owner")
        stack.callback(clinic.stop_rooms)
        for port in ports:
            clinic.start_room(port)
        stack.callback(stop, caddy(folder, address, ports))
        yield clinic


def encrypt(server: Server, certificates: Certificates, folder: Path) -> None:
    """Let PostgreSQL take nobody but over TLS and with their word, and make the database as the guide says."""
    data = Path(server._data)
    (folder / "postgres-authority.pem").write_bytes(certificates.authority)
    (data / "server.crt").write_bytes(certificates.shown)
    (data / "server.key").write_bytes(certificates.key)
    for name in ("server.crt", "server.key"):
        (data / name).chmod(0o600)
        shutil.chown(data / name, "postgres", "postgres") if os.getuid() == 0 else None
    psql = [
        "psql",
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
        f"{server.address}/postgres",
        "-f",
        str(PAPERS / "make-database.sql"),
    ]
    given = [word for name, one in WORDS.items() for word in ("-v", f"{name}={one}")]
    done = subprocess.run([*psql, *given], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8")
    server.stop("fast")
    server.start("ssl=on", "ssl_cert_file=server.crt", "ssl_key_file=server.key")


def caddy(folder: Path, address: str, ports: list[int]) -> "subprocess.Popen[bytes]":
    """Start the web server with the guide's own file."""
    environment = {
        **os.environ,
        "INTERBEING_ADDRESS": address,
        "CERTIFICATE": str(folder / "shown.pem"),
        "CERTIFICATE_KEY": str(folder / "key.pem"),
        "FIRST_PORT": str(ports[0]),
        "SECOND_PORT": str(ports[1]),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    with (folder / "caddy.log").open("wb") as log:
        command = ["caddy", "run", "--config", str(PAPERS / "Caddyfile"), "--adapter", "caddyfile"]
        return subprocess.Popen(command, env=environment, stderr=log, stdout=log)


def trusting_home(folder: Path, authority: Path) -> Path:
    """A home for a browser that somebody told to trust this authority, as a person would in its settings."""
    home = folder / "home"
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    for words in (
        ("-N", "--empty-password"),
        ("-A", "-n", "the room", "-t", "C,,", "-i", str(authority)),
    ):
        subprocess.run(["certutil", "-d", f"sql:{store}", *words], check=True, capture_output=True)
    return home


def stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
    process.wait(20)


def wait_for(is_so: Any) -> None:
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):
            return True
    except OSError:
        return False


def has_port(process: int, port: int) -> bool:
    """Whether this process has a connection from this port."""
    inodes = set()
    for one in Path(f"/proc/{process}/fd").iterdir():
        found = re.match(r"socket:\[(\d+)\]", str(one.readlink()))
        inodes |= {found[1]} if found else set()
    lines = Path(f"/proc/{process}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    return any(line.split()[9] in inodes and int(line.split()[1].split(":")[1], 16) == port for line in lines)
