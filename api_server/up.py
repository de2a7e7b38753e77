"""`make api`: the Community AI API with one command, with a PostgreSQL and a Valkey of its own where none is named.

One supervisor (the home's) starts PostgreSQL, Valkey and the server as child processes, in that order; the server
migrates the database before it serves.
"""

import asyncio
import os
import subprocess
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trusttune.settings.community")

import signal

from django.conf import settings

from api_server.configuration import configuration
from trusttune.data_lock import DataFolderInUse, lock_data_folder
from trusttune.embedded import valkey_binary, valkey_command, valkey_socket
from trusttune.embedded_postgres import postgres_folder, postgres_socket
from trusttune.supervisor import Child, PortInUse, Supervisor, check_port_is_free

MIGRATE_WITHIN_SECONDS = 30.0


def main() -> int:
    """Run until told to stop; returns the exit status."""
    try:
        lock = lock_data_folder(settings.DATA_DIR)
        check_port_is_free(settings.LISTEN_HOST, settings.LISTEN_PORT)
        children = planned_children()
    except (DataFolderInUse, PortInUse, FileNotFoundError) as error:
        sys.stderr.write(f"The Community API cannot start: {error}\n")
        return 1
    try:
        return asyncio.run(Supervisor(children, inherited=(lock,), name="TrustTune Community API").run())
    except KeyboardInterrupt:
        return 0


def planned_children() -> list[Child]:
    """The processes of this installation, in the order in which they start."""
    children = []
    if configuration().embedded_postgres:
        command = [sys.executable, "-m", "trusttune.embedded_postgres", str(postgres_folder(settings.DATA_DIR))]
        socket = postgres_socket(settings.DATA_DIR)
        children.append(Child("postgres", command, socket=socket, end_signal=signal.SIGINT))
    if settings.EMBEDDED_VALKEY:
        binary = valkey_binary(settings.VALKEY_SERVER)
        command = valkey_command(binary, settings.DATA_DIR, settings.VALKEY_PASSWORD_FILE)
        children.append(Child("valkey", command, socket=valkey_socket(settings.DATA_DIR)))
    return [*children, Child("web", [sys.executable, "-m", "api_server.up", "web"])]


def migrate_and_serve() -> None:
    """Bring the tables up to date, waiting for PostgreSQL if it still starts; then become the server."""
    migrate = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"]
    deadline = time.monotonic() + MIGRATE_WITHIN_SECONDS
    while subprocess.run(migrate, check=False, stderr=subprocess.DEVNULL).returncode:  # noqa: S603  (our own command)
        if time.monotonic() > deadline:
            subprocess.run(migrate, check=True)  # noqa: S603  (once more, with its error in the log)
        time.sleep(0.2)
    os.execv(sys.executable, [sys.executable, "-m", "api_server.serve"])  # noqa: S606  (no shell wanted)


if __name__ == "__main__":
    if sys.argv[1:] == ["web"]:
        migrate_and_serve()
    else:
        raise SystemExit(main())
