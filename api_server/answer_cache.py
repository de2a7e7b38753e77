"""Answers that models gave a moment ago, so that a retry or a popular wish costs nothing more.

An answer names the music that was asked for, so it never leaves this process's memory: it is in no Redis, no file and
no backup. Its key is a hash keyed with a secret that only this process has and that ends with it.
"""

import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Callable

from api_server.abilities.base import Document
from api_server.metrics import CACHE
from api_server.providers.base import Prompt

MOST_ANSWERS = 2000


class AnswerCache:
    """Keeps answers for `seconds`; 0 turns it off. The least lately used make room."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._secret = os.urandom(32)
        self._answers: OrderedDict[bytes, tuple[float, Document, str]] = OrderedDict()

    def key(self, prompt: Prompt) -> bytes:
        """What `prompt`'s answer is kept under. BLAKE2 has a keyed mode; OpenSSL's HMAC takes many times as long."""
        request = f"{prompt.name}.v{prompt.version}:{prompt.user}".encode()
        return hashlib.blake2b(request, digest_size=32, key=self._secret).digest()

    def find(self, key: bytes) -> tuple[Document, str] | None:
        """The kept answer and the provider that gave it."""
        if not self._seconds:
            return None
        until, answer, provider = self._answers.get(key, (0.0, {}, ""))
        fresh = self._clock() < until
        CACHE.labels("hit" if fresh else "miss").inc()
        if not fresh:
            self._answers.pop(key, None)
            return None
        self._answers.move_to_end(key)
        return answer, provider

    def keep(self, key: bytes, answer: Document, provider: str) -> None:
        """Keep an answer that `provider` gave."""
        if not self._seconds:
            return
        self._answers[key] = (self._clock() + self._seconds, answer, provider)
        if len(self._answers) > MOST_ANSWERS:
            self._answers.popitem(last=False)

    def forget_old(self) -> None:
        """Drop what is past its time; called by the clock, so that nothing outlives its minutes."""
        now = self._clock()
        for key in [key for key, (until, _answer, _provider) in self._answers.items() if until <= now]:
            del self._answers[key]
