"""`POST /v1/search/explain`: why this copy, in a sentence or two."""

from pydantic import BaseModel, ConfigDict, Field

from api_server.abilities.base import Document, as_data, strict_object
from api_server.abilities.rank import facts
from api_server.abilities.wish import ranked
from api_server.answers import UnusableAnswer, check, plain
from api_server.prompts import IN_USE, instructions
from api_server.providers.base import Prompt
from api_server.schemas import Parsed, Result
from apps.search.domain import Preferences

MOST_SHOWN = 5
LONGEST = 500


class ModelExplanation(BaseModel):
    """The answer as a model may give it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    explanation: str = Field(min_length=1, max_length=4000)


SCHEMA = strict_object({"explanation": {"type": "string"}})


class Explain:
    """One choice to be explained."""

    def __init__(self, parsed: Parsed, result: Result, alternatives: list[Result]) -> None:
        self._parsed, self._result = parsed, result
        self._alternatives = [each for each in alternatives if each.id != result.id]

    def prompt(self) -> Prompt:
        data = {
            "parsed": self._parsed.model_dump(exclude_none=True),
            "result": facts(self._result),
            "alternatives": [facts(each) for each in self._alternatives[:MOST_SHOWN]],
        }
        return Prompt("explain", IN_USE["explain"], instructions("explain"), as_data(data), SCHEMA, most_tokens=200)

    def accept(self, text: str) -> Document:
        explanation = plain(check(ModelExplanation, text, lambda document: document).explanation, LONGEST)
        if not explanation:
            raise UnusableAnswer("Its answer says nothing.")
        return {"explanation": explanation}

    def by_rules(self) -> Document:
        order = ranked(self._parsed, Preferences(), [self._result, *self._alternatives])
        own = next(each for each in order if each.facts.id == self._result.id)
        return {"explanation": plain(own.explanation, LONGEST)}
