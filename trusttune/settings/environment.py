"""What the environment and `.env` say, turned into typed values. CONTRACT.md lists the names."""

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import environ
import platformdirs

ROOT = Path(__file__).resolve().parent.parent.parent


class FilledIn(Mapping[str, str]):
    """The environment as it is now, without what is set to nothing: a line left blank stands for the default."""

    def __getitem__(self, name: str) -> str:
        if value := os.environ.get(name):
            return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, value in os.environ.items() if value)

    def __len__(self) -> int:
        return sum(1 for _name in self)


env = environ.Env()
environ.Env.read_env(ROOT / ".env", overwrite=False)
env.ENVIRON = FilledIn()

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def data_dir() -> Path:
    """The folder for database, keys, resume data and caches; made on first use, readable by its owner only."""
    folder = Path(env.str("TRUSTTUNE_DATA_DIR", default="") or platformdirs.user_data_dir("trusttune")).expanduser()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder.resolve()


def music_dir() -> Path:
    """The organised library's folder; it is not made here, since a missing mount must not be papered over."""
    return Path(env.str("TRUSTTUNE_MUSIC_DIR", default="") or "~/Music/TrustTune").expanduser().absolute()


def incomplete_dir(data: Path) -> Path:
    """Where downloads arrive; on storage that all machines see where several of them work together."""
    chosen = env.str("TRUSTTUNE_INCOMPLETE_DIR", default="")
    return Path(chosen).expanduser().absolute() if chosen else data / "incomplete"


def kept_secret(file: Path) -> str:
    """A random secret made once and kept in `file` (mode 0600). Two processes that start at once agree on it."""
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(50))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text(encoding="ascii").strip()


def switch(name: str, default: str) -> bool:
    """An `on`/`off` setting."""
    value = env.str(name, default=default).strip().lower()
    if value in ("on", "true", "yes", "1"):
        return True
    if value in ("off", "false", "no", "0", ""):
        return False
    raise environ.ImproperlyConfigured(f"{name} is {value!r}; it must be on or off.")


def url_or_off(name: str, default: str) -> str:
    """A base address without a trailing slash, or '' when the setting is `off`."""
    value = env.str(name, default=default).strip()
    return "" if value.lower() == "off" else value.rstrip("/")
