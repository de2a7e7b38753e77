"""The sound of a library track: its own bytes, or a rendition of them."""

import asyncio

from django.http import HttpRequest, HttpResponseBase

from apps.core.errors import ApiError
from apps.library.audio_formats import media_type
from apps.library.models import Track
from apps.library.paths import in_music_folder
from apps.library.streams.files import file_response
from apps.library.streams.growing import rendition_response
from apps.library.streams.renditions import TooBusyError, rendition
from apps.library.streams.transcoding import TARGETS, Span, bitrate_for


async def track_response(
    request: HttpRequest, track: Track, form: str = "original", bitrate: int | None = None, start: float = 0.0
) -> HttpResponseBase:
    """Answer with the track as it is, or as `opus` or `mp3` from `start` seconds on. Raises ApiError."""
    path = in_music_folder(track.file_path)
    if form == "original":
        return await file_response(request, path, media_type(path, track.format))
    target = TARGETS[form]
    if start and start >= track.duration > 0:
        raise ApiError(422, "beyond_the_end", "The track ends before that.", field="start")
    try:
        made = await asyncio.to_thread(rendition, path, target, bitrate_for(target, bitrate), Span(start))
    except TooBusyError:
        message = "Too many tracks are being transcoded at once. Try again in a few seconds."
        raise ApiError(503, "transcoding", message, retry_after=5) from None
    except OSError as error:
        message = "The file is not on the disk any more. Scan the library to bring it up to date."
        raise ApiError(404, "file_missing", message) from error
    return await rendition_response(request, made, target.media_type)
