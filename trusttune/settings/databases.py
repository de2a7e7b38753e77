"""The databases' options: SQLite by the rules that keep it whole, PostgreSQL with a pool."""

from pathlib import Path
from typing import Any

from trusttune.settings.environment import env

NETWORK_FILE_SYSTEMS = ("nfs", "cifs", "smb", "9p", "afs", "fuse.sshfs", "fuse.rclone", "glusterfs", "ceph")


def file_system_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The type of the file system that holds `path`, or '' where the system does not tell (not Linux)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best = ("", "")
    for line in lines:
        _device, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if (path == Path(point) or Path(point) in path.parents) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]


def on_network(path: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether `path` lies on a network file system, where SQLite's WAL can corrupt the database."""
    return file_system_of(path, mounts).startswith(NETWORK_FILE_SYSTEMS)


def sqlite(file: Path) -> dict[str, Any]:
    """SQLite in WAL mode with IMMEDIATE transactions; a rollback journal on a network file system.

    `synchronous=FULL`: a committed row survives a power cut.
    """
    journal = "DELETE" if on_network(file.parent) else "WAL"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;",
        },
    }


def database(default_file: Path) -> dict[str, Any]:
    """What `DATABASE_URL` says, else SQLite in `default_file`."""
    if not env.str("DATABASE_URL", default=""):
        return sqlite(default_file)
    configured: dict[str, Any] = env.db_url("DATABASE_URL")
    if configured["ENGINE"].endswith("sqlite3"):
        return sqlite(Path(configured["NAME"]).absolute())
    configured["OPTIONS"] = {"pool": {"min_size": 0, "max_size": 10, "timeout": 10}}
    return configured
