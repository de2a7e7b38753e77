"""Waiting, with a bound, until a process that was started answers."""

import asyncio
import json
from pathlib import Path

READY_WITHIN_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.1


async def wait_for_socket(path: Path, within: float = 10.0) -> bool:
    """Whether something accepts connections on the unix socket at `path` within `within` seconds."""
    deadline = asyncio.get_running_loop().time() + within
    while asyncio.get_running_loop().time() < deadline:
        try:
            _reader, writer = await asyncio.open_unix_connection(path)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return True
    return False


async def wait_until_healthy(host: str, port: int, base_path: str = "/") -> str:
    """Ask `/health` until all checks are ok; '' then, else what was still missing after a minute."""
    deadline = asyncio.get_running_loop().time() + READY_WITHIN_SECONDS
    missing = "the web server does not answer"
    while asyncio.get_running_loop().time() < deadline:
        missing = await _missing(host, port, base_path)
        if not missing:
            return ""
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return missing


async def _missing(host: str, port: int, base_path: str) -> str:
    request = f"GET {base_path.rstrip('/')}/health HTTP/1.0\r\nHost: localhost\r\n\r\n"
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(request.encode("ascii"))
            answer = await reader.read()
            writer.close()
    except (OSError, TimeoutError):
        return "the web server does not answer"
    try:
        checks = json.loads(answer.partition(b"\r\n\r\n")[2])["checks"]
    except (ValueError, KeyError, TypeError):
        return "the web server gives no health report"
    return ", ".join(f"{name} is {state}" for name, state in checks.items() if state != "ok")
