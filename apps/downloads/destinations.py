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


def _refused() -> ApiError:
    return ApiError(
        422,
        "destination_not_allowed",
        "Downloads may only go into the music folder, the download folder or one named in TRUSTTUNE_DOWNLOAD_DIRS.",
        field="destination",
    )
