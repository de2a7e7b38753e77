"""Structured logs: one event a line, for people (`text`) or for machines (`json`)."""

import logging
import logging.config
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

SHARED_PROCESSORS: list[Any] = [  # structlog's own processor type is a union of callables
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.StackInfoRenderer(),
]


def configure(options: dict[str, str]) -> None:
    """Django's `LOGGING_CONFIG`: called with `LOGGING`, here `level` (a name) and `form` (`text` or `json`).

    It is called by `django.setup()` and not on import, so that the supervisor stays small.
    """
    logging.config.dictConfig(_dictionary(options["level"], options["form"]))
    logging.captureWarnings(True)


def _dictionary(level: str, form: str) -> dict[str, Any]:
    final: list[Any] = [_drop_internal, _drop_query]
    if form == "json":
        final += [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    else:
        final += [
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(
                colors=False,
                pad_event_to=0,
                pad_level=False,
                exception_formatter=structlog.dev.plain_traceback,  # the default one prints local variables: keys too
            ),
        ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED_PROCESSORS,
                "processors": final,
            }
        },
        "filters": {"no_health_polls": {"()": NoHealthPolls}},
        "handlers": {
            "stream": {"class": "logging.StreamHandler", "formatter": "structured", "filters": ["no_health_polls"]}
        },
        "root": {"handlers": ["stream"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.channels.server": {"level": "WARNING"},
            "daphne": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "musicbrainzngs": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.consumer.connection": {"level": "WARNING"},
        },
    }


class NoHealthPolls(logging.Filter):
    """A health check asked every second is no event; what it found is in the answer."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, dict):
            return not str(record.msg.get("request", "")).endswith(" /health")
        return not (record.name == "django.request" and record.getMessage().endswith(": /health"))


def _drop_internal(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event


def _drop_query(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Of a request's address only the path: the query has what is searched for, and the passwords of music apps."""
    if isinstance(event.get("request"), str):
        event["request"] = event["request"].partition("?")[0]
    return event
