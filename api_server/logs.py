"""This profile's logs: as at home, but without the text of exceptions, since it could quote what somebody asked."""

import logging
import traceback
from types import TracebackType

import structlog
from structlog.typing import EventDict, WrappedLogger

from trusttune import logs

# These write requests or connections into their logs below WARNING, whatever level the operator chose.
TALKATIVE = (
    "groq", "together", "mistralai", "httpx", "httpx2", "httpcore", "aiohttp", "asyncio", "psycopg", "psycopg.pool",
)  # fmt: skip


def configure(options: dict[str, str]) -> None:
    """Django's `LOGGING_CONFIG`."""
    logs.configure(options)
    for handler in logging.getLogger().handlers:
        formatter = handler.formatter
        if isinstance(formatter, structlog.stdlib.ProcessorFormatter):
            formatter.processors = (without_exception_text, *formatter.processors)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def without_exception_text(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and the lines it passed through."""
    info = event.pop("exc_info", None)
    if isinstance(info, BaseException):
        error: BaseException | None = info
    elif isinstance(info, tuple):
        error = info[1]
    else:
        error = None
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        record.exc_info = record.exc_text = None
    if error is not None:
        event["error"] = type(error).__name__
        event["at"] = _places(error.__traceback__)
    return event


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-12:]
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
