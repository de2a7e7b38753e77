"""`POST /v1/search/parse`: what a person's words ask for."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api_server.abilities.base import Document, as_data, nullable, one_of, strict_object
from api_server.answers import check, plain
from api_server.prompts import IN_USE, instructions
from api_server.providers.base import Prompt
from apps.search.domain import ParsedQuery, Preferences, Quality, QueryType
from apps.search.understand import understand
from apps.search.vocabulary import AudioFormat, Medium

LONGEST_NAME = 300
FORMATS, MEDIA = [each.value for each in AudioFormat], [each.value for each in Medium]

BoundedName = Annotated[str, Field(max_length=LONGEST_NAME)]
Name = Annotated[BoundedName | None, BeforeValidator(lambda value: _name(value))]
Year = Annotated[int, Field(ge=1860, le=2100)]


def _name(value: Any) -> Any:
    """A printable name; an empty one says nothing."""
    return plain(value, LONGEST_NAME + 1) or None if isinstance(value, str) else value


class ModelPreferences(BaseModel):
    """How it should sound, as a model may say it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    format: list[Literal[tuple(FORMATS)]] = Field(default=[], max_length=8)  # type: ignore[valid-type]
    quality: Literal["lossless", "hires", "best", "small"] | None = None
    bitrate: Annotated[int, Field(ge=8, le=20_000)] | None = None
    bit_depth: Literal[16, 20, 24, 32] | None = None
    sample_rate_khz: Annotated[float, Field(ge=8, le=768)] | None = None
    source: Literal[tuple(MEDIA)] | None = None  # type: ignore[valid-type]
    live: bool | None = None
    remaster: bool | None = None
    edition: Name = None


class ModelReading(BaseModel):
    """The answer as a model may give it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    query_type: Literal["album", "track", "artist"]
    artist: Name
    album: Name
    track: Name
    year: Year | None
    confidence: Annotated[float, Field(ge=0, le=1)]
    decade: Annotated[int, Field(ge=1860, le=2100, multiple_of=10)] | None = None
    label: Name = None
    composer: Name = None
    performer: Name = None
    similar: bool | None = None
    newest: bool | None = None
    preferences: ModelPreferences


SCHEMA = strict_object(
    {
        "query_type": {"type": "string", "enum": [each.value for each in QueryType]},
        "artist": nullable("string"),
        "album": nullable("string"),
        "track": nullable("string"),
        "year": nullable("integer"),
        "decade": nullable("integer"),
        "label": nullable("string"),
        "composer": nullable("string"),
        "performer": nullable("string"),
        "similar": {"type": "boolean"},
        "newest": {"type": "boolean"},
        "confidence": {"type": "number"},
        "preferences": strict_object(
            {
                "format": {"type": "array", "items": {"type": "string", "enum": FORMATS}},
                "quality": one_of([each.value for each in Quality]),
                "bitrate": nullable("integer"),
                "bit_depth": nullable("integer"),
                "sample_rate_khz": nullable("number"),
                "source": one_of(MEDIA),
                "live": nullable("boolean"),
                "remaster": nullable("boolean"),
                "edition": nullable("string"),
            }
        ),
    }
)


class Parse:
    """One request to be read."""

    def __init__(self, query: str, preferences: Preferences) -> None:
        self._query, self._preferences = query, preferences

    def prompt(self) -> Prompt:
        return Prompt("parse", IN_USE["parse"], instructions("parse"), as_data({"query": self._query}), SCHEMA)

    def accept(self, text: str) -> Document:
        return _document(check(ModelReading, text, mend), self._query)

    def by_rules(self) -> Document:
        return understand(self._query, self._preferences).as_dict()


def _document(reading: ModelReading, query: str) -> Document:
    wishes = reading.preferences
    parsed = ParsedQuery(
        raw=query,
        query_type=QueryType(reading.query_type),
        confidence=reading.confidence,
        reasons=("A language model read it so.",),
        artist=reading.artist,
        album=reading.album,
        track=reading.track,
        year=reading.year,
        decade=reading.decade,
        label=reading.label,
        composer=reading.composer,
        performer=reading.performer,
        similar=bool(reading.similar),
        newest=bool(reading.newest),
        format=tuple(dict.fromkeys(wishes.format)),
        quality=Quality(wishes.quality) if wishes.quality else None,
        bitrate=wishes.bitrate,
        bit_depth=wishes.bit_depth,
        sample_rate_khz=wishes.sample_rate_khz,
        source=wishes.source,
        live=wishes.live,
        remaster=wishes.remaster,
        edition=wishes.edition,
    )
    return parsed.as_dict()


def mend(document: Document) -> Document:
    """The slips that models make: a year as text, other letter case, one format in place of a list, no preferences."""
    mended = {name: _mended_value(value) for name, value in document.items()}
    kind = mended.get("query_type")
    mended["query_type"] = {"song": "track"}.get(kind.lower(), kind.lower()) if isinstance(kind, str) else "album"
    for name in ("year", "decade"):
        mended[name] = _number(mended.get(name))
    for name in ("artist", "album", "track"):
        mended.setdefault(name, None)
    if isinstance(mended.get("confidence"), str):
        mended["confidence"] = float(mended["confidence"].rstrip("% ")) / (100 if "%" in mended["confidence"] else 1)
    preferences = mended.get("preferences")
    mended["preferences"] = _mended_preferences(preferences if isinstance(preferences, dict) else {})
    return mended


def _mended_preferences(wishes: Document) -> Document:
    mended = {name: _mended_value(value) for name, value in wishes.items() if name in ModelPreferences.model_fields}
    formats = mended.get("format") or []
    formats = [formats] if isinstance(formats, str) else formats
    mended["format"] = [each.upper() for each in formats if isinstance(each, str) and each.upper() in FORMATS]
    quality, source = mended.get("quality"), mended.get("source")
    mended["quality"] = quality.lower() if isinstance(quality, str) else None
    mended["source"] = source.upper() if isinstance(source, str) and source.upper() in MEDIA else None
    for name in ("bitrate", "bit_depth"):
        mended[name] = _number(mended.get(name))
    return mended


def _mended_value(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip().lower() in ("", "null", "none", "unknown", "n/a") else value


def _number(value: Any) -> Any:
    """An integer out of "1997", "320 kbps" or 1997.0; what is none stays as it is."""
    if isinstance(value, str):
        digits = value.strip().split(" ")[0]
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value
