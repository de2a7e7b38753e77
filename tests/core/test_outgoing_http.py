"""The outgoing client against a real server that hangs, drips, lies, redirects and floods."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from apps.core.http import OutgoingError, any_web_host, fetch, fetch_now, same_host

Handler = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


async def _respond(path: str, writer: asyncio.StreamWriter) -> None:
    port = writer.get_extra_info("sockname")[1]
    redirects = {
        "/same": f"http://127.0.0.1:{port}/ok",
        "/other": f"http://localhost:{port}/ok",
        "/file": "file:///etc/passwd",
        "/magnet": "magnet:?xt=urn:btih:" + "a" * 40,
        "/circle": f"http://127.0.0.1:{port}/circle",
    }
    if path == "/hang":
        await asyncio.sleep(30)
    elif path == "/drip":
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(300):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.1)
    elif path == "/flood":
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000)
    elif path == "/lie":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nshort")
    elif path == "/garbage":
        writer.write(b"\x00\xff not http at all\r\n\r\n")
    elif path == "/busy":
        writer.write(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")
    elif path == "/gone":
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    elif path in redirects:
        writer.write(f"HTTP/1.1 302 Found\r\nLocation: {redirects[path]}\r\nContent-Length: 0\r\n\r\n".encode())
    else:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok")


@pytest.fixture
async def server() -> AsyncIterator[str]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readline()).decode("latin-1")
        await _respond(line.split(" ")[1].partition("?")[0], writer)
        writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    listening.close()


async def test_a_whole_answer_comes_back(server: str) -> None:
    answer = await fetch(f"{server}/ok", params={"q": "ok computer"})
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"ok", "text/plain")


@pytest.mark.parametrize(
    ("path", "code", "permanent"),
    [
        ("/hang", "timeout", False),
        ("/drip", "timeout", False),
        ("/flood", "too_large", True),
        ("/lie", "unreachable", False),
        ("/garbage", "unreachable", False),
        ("/busy", "status", False),
        ("/gone", "status", True),
        ("/other", "redirect", True),
        ("/file", "redirect", True),
        ("/circle", "redirect", True),
    ],
)
async def test_each_failure_has_its_code(server: str, path: str, code: str, permanent: bool) -> None:
    with pytest.raises(OutgoingError) as caught:
        await fetch(server + path, deadline=0.5, most_bytes=1_000_000)
    assert (caught.value.code, caught.value.permanent) == (code, permanent)


async def test_retry_after_is_kept(server: str) -> None:
    with pytest.raises(OutgoingError) as caught:
        await fetch(f"{server}/busy")
    assert (caught.value.status, caught.value.retry_after) == (503, 7.0)


async def test_redirects_are_followed_where_they_may_lead(server: str) -> None:
    assert (await fetch(f"{server}/same")).body == b"ok"
    assert (await fetch(f"{server}/other", may_follow=any_web_host)).body == b"ok"


async def test_a_magnet_link_is_handed_back(server: str) -> None:
    answer = await fetch(f"{server}/magnet")
    assert answer.redirected_to is not None and answer.redirected_to.startswith("magnet:")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://host/x", "http://", "gopher://x", "not an address"])
async def test_only_web_addresses_are_asked(address: str) -> None:
    with pytest.raises(OutgoingError) as caught:
        await fetch(address)
    assert caught.value.code == "address"


def test_nobody_listening_is_unreachable() -> None:
    with pytest.raises(OutgoingError) as caught:
        fetch_now("http://127.0.0.1:9/")
    assert caught.value.code == "unreachable"


def test_https_may_be_reached_from_http_but_not_back() -> None:
    assert same_host("http://a.example/x", "https://a.example/y")
    assert not same_host("https://a.example/x", "http://a.example/y")
