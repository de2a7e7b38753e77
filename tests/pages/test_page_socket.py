"""`/ws/page`: a page names its live sections and gets the elements that changed, as HTML."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from apps.core.live import apublish
from apps.core.pages.consumer import LONGEST_MESSAGE, PageConsumer
from apps.downloads.models import Download
from apps.search.models import Search
from tests.pages.conftest import HOSTILE

pytestmark = [pytest.mark.django_db(transaction=True)]
WITHIN = 10


@pytest.fixture
async def socket(valkey: str) -> AsyncIterator[WebsocketCommunicator]:
    opened = WebsocketCommunicator(PageConsumer.as_asgi(), "/ws/page")
    assert (await opened.connect(timeout=WITHIN))[0]
    yield opened
    await opened.disconnect()


async def show(socket: WebsocketCommunicator, *sections: str) -> None:
    await socket.send_to(text_data=json.dumps({"sections": sections}))


async def listen(socket: WebsocketCommunicator, section: str) -> None:
    """Show a section that has nothing to send yet, and wait until it is listened to: sections are joined in order."""
    await show(socket, section, "downloads-count")
    assert "downloads-count" in await socket.receive_from(WITHIN)


async def test_the_present_state_comes_first_then_what_changed(
    socket: WebsocketCommunicator, make_download: Callable[..., Download]
) -> None:
    download = await sync_to_async(make_download)()
    await show(socket, "downloads")
    first = {await socket.receive_from(WITHIN), await socket.receive_from(WITHIN)}
    assert any(f'id="download-{download.pk}-figures"' in html for html in first)
    assert not any(HOSTILE in html for html in first)
    await Download.objects.filter(pk=download.pk).aupdate(paused=True, status="paused")
    await apublish("downloads", {"type": "progress", "downloads": [{"download_id": str(download.pk)}]})
    changed = {await socket.receive_from(WITHIN), await socket.receive_from(WITHIN)}
    assert any("Paused at 42 %" in html for html in changed)


async def test_what_did_not_change_is_not_sent_again(
    socket: WebsocketCommunicator, make_download: Callable[..., Download]
) -> None:
    download = await sync_to_async(make_download)()
    await show(socket, "downloads")
    for _part in range(2):
        await socket.receive_from(WITHIN)
    await apublish("downloads", {"type": "progress", "downloads": [{"download_id": str(download.pk)}]})
    assert await socket.receive_nothing(timeout=1.0)


async def test_a_new_or_removed_download_brings_the_whole_list(
    socket: WebsocketCommunicator, make_download: Callable[..., Download]
) -> None:
    await listen(socket, "downloads")
    await sync_to_async(make_download)(title="An Album")
    await apublish("downloads", {"type": "added", "download_id": "x"})
    html = ""
    while 'id="download-list"' not in html:
        html = await socket.receive_from(WITHIN)
    assert html.startswith("<div data-version=")
    assert "An Album" in html


async def test_the_story_of_a_search_is_told_again(socket: WebsocketCommunicator) -> None:
    search = await Search.objects.acreate(query="x", message="Reading your words.")
    await show(socket, f"search:{search.pk}")
    parts = [await socket.receive_from(WITHIN) for _part in range(4)]
    assert "Reading your words." in parts[0]
    await Search.objects.filter(pk=search.pk).aupdate(status="failed", error={"code": "x", "message": "It is down."})
    await apublish(f"search.{search.pk}", {"type": "error"})
    seen = [await socket.receive_from(WITHIN)]
    while "It is down." not in seen[-1]:
        seen.append(await socket.receive_from(WITHIN))


async def test_a_section_that_left_the_page_is_silent(
    socket: WebsocketCommunicator, make_download: Callable[..., Download]
) -> None:
    await show(socket, "downloads-count")
    assert "downloads-count" in await socket.receive_from(WITHIN)
    await show(socket)
    await sync_to_async(make_download)()
    await apublish("downloads", {"type": "added", "download_id": "x"})
    assert await socket.receive_nothing(timeout=2.5)


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "{}",
        '{"sections": "downloads"}',
        '{"sections": [1, null]}',
        '{"sections": ["nonsense", "search:not-a-uuid"]}',
        json.dumps({"sections": ["x" * LONGEST_MESSAGE]}),
    ],
)
async def test_nonsense_is_borne(socket: WebsocketCommunicator, message: str) -> None:
    await socket.send_to(text_data=message)
    await show(socket, "downloads-count")
    assert "downloads-count" in await socket.receive_from(WITHIN)


async def test_commands_for_this_device_come_as_json(socket: WebsocketCommunicator) -> None:
    await listen(socket, "player:browser-1")
    await apublish("player", {"type": "command", "action": "pause", "device": "kitchen"})
    await apublish("player", {"type": "command", "action": "play", "device": "browser-1"})
    command: dict[str, Any] = json.loads(await socket.receive_from(WITHIN))
    assert (command["action"], command["device"]) == ("play", "browser-1")
