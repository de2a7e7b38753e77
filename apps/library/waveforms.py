"""The levels of a track as a picture: the shape of the seek bar."""

from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.library.trust.models import TrackTrust


@require_GET
async def waveform(request: HttpRequest, track_id: UUID) -> HttpResponse:
    """An SVG in black, to be a mask; 204 until the track was measured."""
    kept = await TrackTrust.objects.filter(pk=track_id).afirst()
    if kept is None or not kept.waveform:
        return HttpResponse(status=204)
    answer = await sync_to_async(render)(request, "library/waveform.svg", {"levels": kept.waveform})
    answer["Content-Type"], answer["Cache-Control"] = "image/svg+xml", "private, max-age=86400"
    return answer
