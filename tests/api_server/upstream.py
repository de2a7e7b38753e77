"""A provider of language models on loopback: OpenAI's chat completions, and every way in which they go wrong.

It answers on Groq's, Together's, Mistral's and OpenAI's paths alike. `behaviour` may change at any moment, so a test
or a bench can break it under load. It is small on purpose: it shares the processor with what is measured.
"""

import asyncio
import json
import sys
import threading
from collections.abc import Callable
from typing import Any, cast

PARSED = {
    "query_type": "album", "artist": "Radiohead", "album": "OK Computer", "track": None, "year": 1997, "decade": None,
    "label": None, "composer": None, "performer": None, "similar": False, "newest": False, "confidence": 0.93,
    "preferences": {
        "format": ["FLAC"], "quality": None, "bitrate": None, "bit_depth": None, "sample_rate_khz": None,
        "source": None, "live": None, "remaster": None, "edition": None,
    },
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "parse": PARSED,
    "filter": {"selected": 1, "confidence": 0.9, "ranking": [1], "question": None},
    "rank": {"order": [1], "explanations": [{"number": 1, "explanation": "It is the one."}]},
    "explain": {"explanation": "It is the 1997 release in FLAC."},
}
BEHAVIOURS = (
    "answer", "429", "500", "401", "404", "400", "garbage", "half_json", "html", "empty_choices", "null_content",
    "wrong_schema", "fenced", "huge", "hang", "drip", "hang_up", "no_schemas",
)  # fmt: skip
LATIN = "text/html; charset=latin-1"


class Upstream:
    """The server's state: what it does, how long it takes (s), and what it was asked."""

    def __init__(self, behaviour: str = "answer", delay: float = 0.0) -> None:
        self.behaviour = behaviour
        self.delay = delay
        self.retry_after: str | None = "1"
        self.answer_to: Callable[[str, dict[str, Any]], Any] = lambda name, _payload: ANSWERS.get(name, PARSED)
        self.payloads: list[dict[str, Any]] = []
        self.keeps_payloads = True
        self.asked = 0
        self.most_at_once = 0
        self.at_once = 0
        self.port = 0
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> "Upstream":
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", port, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    def reply(self, payload: dict[str, Any]) -> bytes | None:
        """The whole answer, or None for none at all."""
        behaviour = self.behaviour
        if behaviour == "hang":
            return None
        if behaviour in ("429", "500", "401", "404", "400"):
            headers = {"Retry-After": self.retry_after} if behaviour == "429" and self.retry_after else {}
            return _http(int(behaviour), json.dumps({"error": {"message": behaviour}}).encode(), headers)
        if behaviour == "no_schemas" and payload.get("response_format", {}).get("type") == "json_schema":
            return _http(400, b'{"error": {"message": "response_format is not known"}}')
        if behaviour == "garbage":
            return _http(200, b"\x00\xff not json")
        if behaviour == "html":
            return _http(200, b"<html><body>It works!</body></html>", kind=LATIN)
        if behaviour == "half_json":
            whole = json.dumps(_completion("{}")).encode()
            return _http(200, whole[: len(whole) // 2])
        if behaviour == "empty_choices":
            return _http(200, json.dumps(_completion("{}") | {"choices": []}).encode())
        if behaviour == "huge":
            return _http(200, json.dumps(_completion("x" * 2_000_000)).encode())
        return _http(200, json.dumps(_completion(self._content(behaviour, payload))).encode())

    def _content(self, behaviour: str, payload: dict[str, Any]) -> str | None:
        form = payload.get("response_format") or {}
        name = form.get("json_schema", {}).get("name", "parse")
        text = json.dumps(self.answer_to(name, payload))
        if behaviour == "null_content":
            return None
        if behaviour == "wrong_schema":
            return json.dumps({"artist": 7, "selected": "first", "order": "best", "explanation": None, "year": []})
        if behaviour == "fenced":
            return f"<think>Hmm, {{}} maybe?</think>Here you are:\n```json\n{text}\n```\nEnjoy!"
        return text


class _Connection(asyncio.Protocol):
    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one without being called so

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, separator, rest = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = _content_length(head)
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        upstream = self.upstream
        payload = json.loads(rest[:length] or b"{}") if upstream.keeps_payloads or upstream.behaviour else {}
        upstream.asked += 1
        upstream.at_once += 1
        upstream.most_at_once = max(upstream.most_at_once, upstream.at_once)
        if upstream.keeps_payloads:
            upstream.payloads.append(payload)
        asyncio.get_running_loop().call_later(upstream.delay, self.answer, payload)

    def answer(self, payload: dict[str, Any]) -> None:
        upstream = self.upstream
        upstream.at_once -= 1
        if self.transport.is_closing():
            return
        if upstream.behaviour == "hang_up":
            self.transport.abort()
            return
        reply = upstream.reply(payload)
        if upstream.behaviour == "drip" and reply is not None:
            self.drip(reply)
        elif reply is not None:
            self.transport.write(reply)

    def drip(self, reply: bytes) -> None:
        """A byte every 50 ms: no time-out between two bytes ever passes."""
        if reply and not self.transport.is_closing():
            self.transport.write(reply[:1])
            asyncio.get_running_loop().call_later(0.05, self.drip, reply[1:])


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _http(status: int, body: bytes, headers: dict[str, str] | None = None, kind: str = "application/json") -> bytes:
    lines = [f"HTTP/1.1 {status} Status", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _completion(content: str | None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "fake",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 420, "completion_tokens": 90, "total_tokens": 510},
    }


class UpstreamThread:
    """An Upstream in a thread of its own, for tests and servers of other processes."""

    def __init__(self, behaviour: str = "answer", delay: float = 0.0) -> None:
        self.upstream = Upstream(behaviour, delay)
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Upstream:
        self._thread.start()
        if not self._started.wait(10):
            raise RuntimeError("the fake provider did not start")
        return self.upstream

    def __exit__(self, *_failure: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        self._loop.run_until_complete(self.upstream.start())
        self._loop.call_soon(self._started.set)
        self._loop.run_forever()


async def _serve(port: int, delay: float) -> None:
    upstream = Upstream(delay=delay)
    upstream.keeps_payloads = False
    await upstream.start(port)
    print(f"ready {upstream.port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    import uvloop

    uvloop.run(_serve(int(sys.argv[1]), float(sys.argv[2])))
