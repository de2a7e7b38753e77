"""One line a call: structured, with the request's id, and written without the machinery of general logging.

Through structlog's and the standard library's processors that line cost a tenth of a call's processor time.
"""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from django.conf import settings


def write(fields: Mapping[str, object]) -> None:
    """Write one event with `fields`, as JSON or as text like the other lines of this process's log."""
    level = settings.LOGGING["level"]
    if level not in ("DEBUG", "INFO"):
        return
    now = datetime.now(UTC)
    if settings.LOGGING["form"] == "json":
        moment = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = json.dumps({**fields, "event": "answered", "level": "info", "timestamp": moment})
    else:
        said = " ".join(f"{name}={value}" for name, value in fields.items() if value is not None)
        line = f"{now.astimezone():%H:%M:%S} [info] answered {said}"
    sys.stderr.write(line + "\n")
