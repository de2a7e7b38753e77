"""A model's answer is untrusted text: find the JSON object in it, check it, mend it once, or refuse it."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

_THINKING = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL | re.IGNORECASE)
# Control characters, surrogates, and the marks that turn the direction of writing or hide.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


class UnusableAnswer(ValueError):
    """The answer is not what was asked for. The message says what is wrong and quotes nothing of it."""


def read_object(text: str) -> dict[str, Any]:
    """The JSON object in a model's text: as it stands, else without thoughts, code fences and talk around it.

    Raises UnusableAnswer; half an object is none, since what was cut off cannot be known.
    """
    for candidate in _candidates(text):
        try:
            value = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return value
    raise UnusableAnswer("Its answer holds no JSON object.")


def _candidates(text: str) -> Iterator[str]:
    yield text
    said = _THINKING.sub("", text).strip()
    yield said
    yield from _FENCE.findall(said)
    yield said[said.find("{") : said.rfind("}") + 1]


def check(model: type[M], text: str, mend: Callable[[dict[str, Any]], dict[str, Any]]) -> M:
    """`text` as a `model`, strictly; if that fails, once more after `mend`. Raises UnusableAnswer."""
    document = read_object(text)
    try:
        return model.model_validate(document)
    except ValidationError:
        pass
    try:
        return model.model_validate(mend(document))
    except ValidationError as error:
        fields = sorted({str(part) for fault in error.errors() for part in fault["loc"][:1]} & set(model.model_fields))
        raise UnusableAnswer(f"Its answer is not of the agreed form ({', '.join(fields) or 'as a whole'}).") from None
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise UnusableAnswer("Its answer is not of the agreed form.") from None


def plain(text: str, longest: int) -> str:
    """One line of printable text, cut at a word if it is too long."""
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
