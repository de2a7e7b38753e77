"""`/ws/player`: the present state first, then what changes; a device reports, and nonsense is answered, not fatal."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from apps.library.models import Album, Artist, Track
from apps.player import services
from apps.player.consumers import PlayerConsumer
from apps.player.models import Device

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]


@pytest.fixture
def track() -> Track:
    artist = Artist.objects.create(name="Ebb", key="ebb", sort_key="ebb")
    album = Album.objects.create(artist=artist, artist_name="Ebb", title="Flow", identity="1")
    return Track.objects.create(
        file_path="Ebb/Flow/01.flac", artist=artist, album=album, title="One", album_title="Flow", format="FLAC"
    )


async def connected() -> WebsocketCommunicator:
    socket = WebsocketCommunicator(PlayerConsumer.as_asgi(), "/ws/player")
    accepted, _protocol = await socket.connect()
    assert accepted
    assert (await socket.receive_json_from(5))["type"] == "state"
    assert (await socket.receive_json_from(5))["type"] == "queue"
    return socket


async def next_of(socket: WebsocketCommunicator, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(5):
        while True:
            event: dict[str, Any] = await socket.receive_json_from(5)
            if event["type"] == kind:
                return event


async def test_a_command_reaches_the_device(track: Track) -> None:
    socket = await connected()
    await sync_to_async(services.play)([services.item_of(track)], device="kitchen")
    command = await next_of(socket, "command")
    assert (command["action"], command["device"], command["position"]) == ("play", "kitchen", 0)
    await sync_to_async(services.seek)(12.5, "kitchen")
    assert (await next_of(socket, "command"))["elapsed"] == 12.5
    await socket.disconnect()


async def test_a_report_is_kept_and_shown_to_others(track: Track) -> None:
    await sync_to_async(services.play)([services.item_of(track)], device="kitchen")
    socket = await connected()
    report = {"type": "report", "device": "kitchen", "state": "paused", "position": 0, "elapsed": 7}
    await socket.send_json_to(report)
    assert (await next_of(socket, "state"))["state"] == "paused"
    device = await Device.objects.aget(pk="kitchen")
    assert (device.state, device.elapsed) == ("paused", 7.0)
    await socket.send_json_to({"type": "played", "track_id": str(track.pk), "device": "kitchen"})
    await socket.send_json_to({"type": "nonsense"})
    assert (await next_of(socket, "error"))["code"] == "malformed"
    await track.arefresh_from_db()
    assert track.play_count == 1
    await socket.disconnect()
