"""One request at a time for the whole installation, however many processes ask.

MusicBrainz allows one request a second from an address (https://musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting).
Turns are handed out by the Redis that every process shares; where it is away, by a locked file in the data folder,
which every process of one machine shares.
"""

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

import redis
import redis.asyncio
import structlog

from apps.search.catalogue.domain import CatalogueFailed

log = structlog.get_logger(__name__)

# The next free turn is kept in microseconds of the server's own clock; it answers how long to wait, or -1. A turn more
# than ten minutes ahead is left over from a clock that was set back.
_TAKE_TURN = """
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local turn = tonumber(redis.call('GET', KEYS[1]) or '0')
if turn < now or turn > now + 600000000 then turn = now end
if turn - now > tonumber(ARGV[2]) then return -1 end
redis.call('SET', KEYS[1], string.format('%.0f', turn + tonumber(ARGV[1])), 'PX', 600000)
return turn - now
"""
_HOLD_OFF = """
local now = redis.call('TIME')
local turn = now[1] * 1000000 + now[2] + tonumber(ARGV[1])
if turn > tonumber(redis.call('GET', KEYS[1]) or '0') then
  redis.call('SET', KEYS[1], string.format('%.0f', turn), 'PX', 600000)
end
return 1
"""
KEY = "trusttune:musicbrainz:turn"
_MICRO = 1_000_000


class Pace:
    """`rate` is in requests a second; 0 means that no turn is needed (a mirror of one's own)."""

    def __init__(self, rate: float, redis_url: str, file: Path) -> None:
        self._interval = 1 / rate if rate > 0 else 0.0
        self._redis_url, self._file = redis_url, file

    async def turn(self, within: float) -> None:
        """Wait for a turn. Raises CatalogueFailed `busy` at once if it would come later than `within` seconds."""
        if not self._interval:
            return
        wait = await self._run(_TAKE_TURN, int(self._interval * _MICRO), int(within * _MICRO))
        if wait is None:
            wait = await asyncio.to_thread(self._turn_by_file, within)
        if wait < 0:
            message = "MusicBrainz takes one request a second, and others were first."
            raise CatalogueFailed("busy", message, permanent=False, retry_after=within)
        await asyncio.sleep(wait / _MICRO)

    async def hold_off(self, seconds: float) -> None:
        """Let nobody have a turn for that long: the server asked for it."""
        if await self._run(_HOLD_OFF, int(seconds * _MICRO)) is None:
            await asyncio.to_thread(self._hold_off_by_file, seconds)

    async def _run(self, script: str, *arguments: int) -> int | None:
        client = redis.asyncio.from_url(self._redis_url, socket_timeout=1, socket_connect_timeout=1)
        try:
            return int(await client.eval(script, 1, KEY, *arguments))
        except (redis.RedisError, OSError) as error:
            log.warning("pacing_without_redis", error=str(error))
            return None
        finally:
            with contextlib.suppress(redis.RedisError, OSError):
                await client.aclose()

    def _turn_by_file(self, within: float) -> int:
        with _locked(self._file) as descriptor:
            now, turn = time.time(), _read(descriptor)
            # A clock that jumped back must not make everyone wait for the old future.
            turn = now if turn < now or turn > now + 600 else turn
            if turn - now > within:
                return -1
            _write(descriptor, turn + self._interval)
            return int((turn - now) * _MICRO)

    def _hold_off_by_file(self, seconds: float) -> None:
        with _locked(self._file) as descriptor:
            _write(descriptor, max(_read(descriptor), time.time() + seconds))


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[int]:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _read(descriptor: int) -> float:
    try:
        return float(os.pread(descriptor, 64, 0) or b"0")
    except ValueError:
        return 0.0


def _write(descriptor: int, moment: float) -> None:
    os.pwrite(descriptor, f"{moment:020.6f}".encode(), 0)
