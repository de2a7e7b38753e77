"""Where a download may be put, when a person names a folder."""

from pathlib import Path

from django.conf import settings

from apps.core.errors import ApiError


def allowed_roots() -> list[Path]:
    """The folders inside which a destination may lie."""
    return [Path(settings.INCOMPLETE_DIR), Path(settings.MUSIC_DIR), *map(Path, settings.DOWNLOAD_DIRS)]


def checked(destination: str) -> str:
    """The destination as an absolute, resolved path. Raises ApiError 422 where it leaves the allowed folders."""
    if "\0" in destination:
        raise _refused()
    wanted = Path(destination).expanduser()
    if not wanted.is_absolute():
        wanted = Path(settings.INCOMPLETE_DIR) / wanted
    resolved = wanted.resolve()
    if not any(resolved.is_relative_to(root.resolve()) for root in allowed_roots()):
        raise _refused()
    return str(resolved)


def places(present: str = "") -> list[tuple[str, str]]:
    """What a person chooses from: a destination and its words; `present` is among them wherever it is."""
    found = {"": "The download folder", str(Path(settings.MUSIC_DIR).resolve()): "The music folder"}
    for folder in [*settings.DOWNLOAD_DIRS, *([present] if present else [])]:
        found.setdefault(str(Path(folder).resolve()), folder)
    return list(found.items())


def _refused() -> ApiError:
    return ApiError(
        422,
        "destination_not_allowed",
        "Downloads may only go into the music folder, the download folder or one named in TRUSTTUNE_DOWNLOAD_DIRS.",
        field="destination",
    )
