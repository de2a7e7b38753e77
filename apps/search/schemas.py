"""What the search API takes."""

from typing import Any

from ninja import Schema


class SearchIn(Schema):
    query: str
    preferences: dict[str, Any] | None = None


class AnswersIn(Schema):
    answers: dict[str, str | list[str]] | None = None
    skip: bool = False


class PreferencesIn(Schema):
    preferences: dict[str, Any]
