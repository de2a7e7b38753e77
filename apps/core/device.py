"""What this installation calls itself towards the Community AI API: an id that names no person and can be renewed."""

import hashlib
import os
import platform
import secrets
from pathlib import Path

from django.conf import settings

SALT_FILE = "device_salt"
ID_LENGTH = 16  # hexadecimal digits


def device_id() -> str:
    """SHA-256 over machine architecture, system name and a random salt kept in the data folder: 16 hexadecimal digits.

    The salt alone tells two devices apart; it never leaves this machine.
    """
    parts = (platform.machine(), platform.system(), _salt(settings.DATA_DIR / SALT_FILE))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:ID_LENGTH]


def renew_device_id() -> str:
    """A new salt, so that nobody can tell that the new id and the old one are the same installation."""
    file = settings.DATA_DIR / SALT_FILE
    _draft(file).replace(file)
    return device_id()


def _salt(file: Path) -> str:
    """The kept salt, made on first use. Two processes that start at once agree on it."""
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        draft = _draft(file)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text(encoding="ascii")


def _draft(file: Path) -> Path:
    """A file beside `file`, readable by its owner only, with a new salt on the disk."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(32))
        stream.flush()
        os.fsync(stream.fileno())
    return draft
