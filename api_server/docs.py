"""The OpenAPI document as plain rows for a page without scripts."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One call."""

    method: str
    path: str
    summary: str
    description: str
    body: list[Field] = field(default_factory=list)
    answer: list[Field] = field(default_factory=list)


def operations(document: dict[str, Any]) -> list[Operation]:
    """Every call of the document, in its order."""
    found = []
    for path, methods in document["paths"].items():
        for method, each in methods.items():
            body = each.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            answer = each["responses"][200].get("content", {}).get("application/json", {}).get("schema", {})
            found.append(
                Operation(
                    method.upper(),
                    path,
                    each.get("summary", ""),
                    each.get("description", ""),
                    _fields(body, document),
                    _fields(answer, document),
                )
            )
    return found


def _fields(schema: dict[str, Any], document: dict[str, Any]) -> list[Field]:
    resolved = _resolve(schema, document)
    required = resolved.get("required", ())
    return [
        Field(name, _kind(each, document), name in required) for name, each in resolved.get("properties", {}).items()
    ]


def _resolve(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found


def _kind(schema: dict[str, Any], document: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(each, document) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2].lower()
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}), document)}"
    return str(schema.get("type", "any"))
