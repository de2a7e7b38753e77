"""The sound of a library track: its own bytes, or a rendition of them."""

import asyncio

from django.http import HttpRequest, HttpResponseBase

from apps.core.errors import ApiError
from apps.library.audio_formats import media_type
from apps.library.models import Track
from apps.library.streams.files import file_response


async def track_response(
    request: HttpRequest, track: Track, form: str = "original", bitrate: int | None = None, start: float = 0.0
) -> HttpResponseBase:
    """Answer with the track as it is, or as `opus` or `mp3` from `start` seconds on. Raises ApiError."""
    path = track.audio_file
    if form == "original" and track.span_start is None:
        return await file_response(request, path, media_type(path, track.format))
    return await _rendered(request, track, form, bitrate, start)


async def _rendered(
    request: HttpRequest, track: Track, form: str, bitrate: int | None, start: float
) -> HttpResponseBase:
    # Imported where it is needed: FFmpeg's libraries are 15 MB that a web server may never use.
    from apps.library.streams.growing import rendition_response
    from apps.library.streams.renditions import TooBusyError, rendition
    from apps.library.streams.transcoding import HIGHEST_BITRATE, TARGETS, Span, bitrate_for

    if start and start >= track.duration > 0:
        raise ApiError(422, "beyond_the_end", "The track ends before that.", field="start")
    span = Span((track.span_start or 0.0) + start, track.span_end)
    # A stretch of an image is cut out sample by sample, which only a lossless format can hand on unchanged.
    target = TARGETS[form] if form != "original" else TARGETS["flac" if track.lossless else "mp3"]
    rate = bitrate_for(target, bitrate if form != "original" else HIGHEST_BITRATE)
    try:
        made = await asyncio.to_thread(rendition, track.audio_file, target, rate, span)
    except TooBusyError:
        message = "Too many tracks are being transcoded at once. Try again in a few seconds."
        raise ApiError(503, "transcoding", message, retry_after=5) from None
    except OSError as error:
        message = "The file is not on the disk any more. Scan the library to bring it up to date."
        raise ApiError(404, "file_missing", message) from error
    return await rendition_response(request, made, target.media_type)
