"""What an ability is: a prompt for a model, a check of its answer, and an answer by rules."""

import json
from typing import Any, Protocol

from api_server.providers.base import Prompt

Document = dict[str, Any]  # a JSON object, ready to be sent


class Ability(Protocol):
    """One request, understood. `by_rules` needs nothing but the processor and always answers."""

    def prompt(self) -> Prompt: ...

    def accept(self, text: str) -> Document:
        """The answer out of a model's untrusted text. Raises UnusableAnswer."""
        ...

    def by_rules(self) -> Document: ...


def strict_object(properties: Document) -> Document:
    """A JSON schema object as structured outputs want it: every property required, no other allowed."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def nullable(kind: str, **more: Any) -> Document:
    """A property that may be null, which is how a strict schema says optional."""
    return {"type": [kind, "null"], **more}


def one_of(values: list[str]) -> Document:
    """One of `values`, or null."""
    return {"type": ["string", "null"], "enum": [*values, None]}


def as_data(document: Document) -> str:
    """What the client sent, as one JSON value: data for the model, never instructions."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
