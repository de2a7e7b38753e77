"""`POST /v1/search/rank`: in which order the copies are worth having, each with its reason.

The rules put everything in order first. A model sees the best of it, by number, and may put those in another order
and say why; it can neither add nor lose one.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api_server.abilities.base import Document, as_data, strict_object
from api_server.abilities.wish import ranked
from api_server.answers import UnusableAnswer, check, plain
from api_server.prompts import IN_USE, instructions
from api_server.providers.base import Prompt
from api_server.schemas import Parsed, Result
from apps.search.domain import Preferences

MOST_SHOWN = 12
LONGEST_EXPLANATION = 300

Number = Annotated[int, Field(ge=1, le=MOST_SHOWN)]
FACTS = (
    "title", "format", "bitrate", "bit_depth", "sample_rate", "medium", "year", "edition", "seeders", "size_bytes",
    "quality_score", "trust_score",
)  # fmt: skip


class ModelExplanation(BaseModel):
    """Why the copy with that number is worth having."""

    model_config = ConfigDict(strict=True, extra="ignore")

    number: Number
    explanation: str = Field(min_length=1, max_length=2000)


class ModelOrder(BaseModel):
    """The answer as a model may give it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    order: list[Number] = Field(max_length=MOST_SHOWN)
    explanations: list[ModelExplanation] = Field(default=[], max_length=MOST_SHOWN)


SCHEMA = strict_object(
    {
        "order": {"type": "array", "items": {"type": "integer"}},
        "explanations": {
            "type": "array",
            "items": strict_object({"number": {"type": "integer"}, "explanation": {"type": "string"}}),
        },
    }
)


class Rank:
    """One list to be put in order."""

    def __init__(self, parsed: Parsed, preferences: Preferences, results: list[Result]) -> None:
        self._parsed, self._preferences = parsed, preferences
        self._results = {result.id: result for result in results}
        self._ordered = ranked(parsed, preferences, results)
        self._shown = self._ordered[:MOST_SHOWN]

    def prompt(self) -> Prompt:
        shown = [{"number": at, **facts(self._results[each.facts.id])} for at, each in enumerate(self._shown, 1)]
        data = {
            "parsed": self._parsed.model_dump(exclude_none=True),
            "preferences": {"format": self._preferences.format.value},
            "results": shown,
        }
        return Prompt("rank", IN_USE["rank"], instructions("rank"), as_data(data), SCHEMA, most_tokens=500)

    def accept(self, text: str) -> Document:
        answer = check(ModelOrder, text, _mend)
        said = {each.number: plain(each.explanation, LONGEST_EXPLANATION) for each in answer.explanations}
        if any(number > len(self._shown) for number in (*answer.order, *said)):
            raise UnusableAnswer("Its answer names a result that was not given.")
        order = list(dict.fromkeys([*answer.order, *range(1, len(self._shown) + 1)]))
        chosen = [(self._shown[number - 1], said.get(number)) for number in order]
        chosen += [(each, None) for each in self._ordered[MOST_SHOWN:]]
        ranking = [
            {"id": each.facts.id, "rank": at, "explanation": words or each.explanation, "tags": list(each.tags)}
            for at, (each, words) in enumerate(chosen, 1)
        ]
        return {"ranking": ranking}

    def by_rules(self) -> Document:
        ranking = [
            {"id": each.facts.id, "rank": each.rank, "explanation": each.explanation, "tags": list(each.tags)}
            for each in self._ordered
        ]
        return {"ranking": ranking}


def facts(result: Result) -> Document:
    """What a model may know of a copy."""
    values: dict[str, Any] = {name: getattr(result, name) for name in FACTS}
    known = {name: value for name, value in values.items() if value is not None}
    return {name: plain(value, 200) if isinstance(value, str) else value for name, value in known.items()}


def _mend(document: Document) -> Document:
    """Explanations as an object from number to text."""
    mended = dict(document)
    explanations = mended.get("explanations")
    if isinstance(explanations, dict):
        pairs = [(int(number), text) for number, text in explanations.items() if str(number).isdecimal()]
        mended["explanations"] = [{"number": number, "explanation": text} for number, text in pairs]
    elif explanations is None:
        mended["explanations"] = []
    return mended
