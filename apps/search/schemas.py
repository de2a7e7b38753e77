"""What the search API takes."""

from typing import Any

from ninja import Schema
from pydantic import Field


class SearchIn(Schema):
    query: str
    preferences: dict[str, Any] = Field(default_factory=dict)


class AnswersIn(Schema):
    answers: dict[str, str | list[str]] | None = None
    skip: bool = False


class PreferencesIn(Schema):
    preferences: dict[str, Any]
