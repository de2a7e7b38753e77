"""Bodies of JSON, read strictly: no NaN, no Infinity, no half of a surrogate pair, no depth without bound."""

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from pydantic_core import from_json


def read_json(body: bytes) -> Any:
    """What `body` holds. Raises ValueError; what no database and no answer could hold is refused here, too."""
    return from_json(body, allow_inf_nan=False)


class StrictParser(Parser):
    """Ninja's parser of bodies by `read_json`."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request.body)
