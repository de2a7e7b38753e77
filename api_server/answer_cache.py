"""Answers that models gave a moment ago, so that a retry or a popular wish costs nothing more.

An answer names the music that was asked for, so it is never stored readable: its key is a keyed hash of the request,
and it is encrypted with a second key made from the request itself. Who cannot ask the same question cannot read it,
the operator included. Both keys change every day.
"""

import hashlib
import hmac
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api_server.abilities.base import Document
from api_server.domain import today
from api_server.metrics import CACHE
from api_server.providers.base import Prompt
from api_server.shared_store import SharedStore, StoreAway

NONCE_BYTES = 12
MOST_BYTES = 32 * 1024


class AnswerCache:
    """Looks up and keeps answers for `seconds`; 0 turns it off. Never raises: without Redis there is no cache."""

    def __init__(self, store: SharedStore, secret: str, seconds: int) -> None:
        self._store, self._secret, self._seconds = store, secret.encode(), seconds

    async def find(self, prompt: Prompt) -> tuple[Document, str] | None:
        """The kept answer and the provider that gave it."""
        if not self._seconds:
            return None
        key, cipher = self._keys(prompt)
        try:
            kept = await self._store.call(lambda client: client.get(key))
        except StoreAway:
            kept = None
        answer = _open(kept, cipher, key) if isinstance(kept, bytes) else None
        CACHE.labels("hit" if answer else "miss").inc()
        return answer

    async def keep(self, prompt: Prompt, answer: Document, provider: str) -> None:
        """Keep an answer that `provider` gave."""
        plain = json.dumps([answer, provider], ensure_ascii=False).encode()
        if not self._seconds or len(plain) > MOST_BYTES:
            return
        key, cipher = self._keys(prompt)
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + cipher.encrypt(nonce, plain, key.encode())
        try:
            await self._store.call(lambda client: client.set(key, sealed, ex=self._seconds))
        except StoreAway:
            return

    def _keys(self, prompt: Prompt) -> tuple[str, AESGCM]:
        request = f"{today()}:{prompt.name}.v{prompt.version}:{prompt.user}".encode()
        name = hmac.new(self._secret, b"answer-key:" + request, hashlib.sha256).hexdigest()[:32]
        return f"answer:{name}", AESGCM(hmac.new(self._secret, b"answer-cipher:" + request, hashlib.sha256).digest())


def _open(sealed: bytes, cipher: AESGCM, key: str) -> tuple[Document, str] | None:
    try:
        answer, provider = json.loads(cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], key.encode()))
    except (InvalidTag, ValueError, TypeError):
        return None
    return answer, provider
