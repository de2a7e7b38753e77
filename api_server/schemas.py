"""What goes in and out of `/v1`: strict, and bounded in every dimension. The OpenAPI document is made from these.

What a client sends of its own (a request) may hold nothing unknown; what it passes on from elsewhere (a MusicBrainz
result, a search result, an earlier answer) may, and only the fields named here are read.
"""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

QUERY_LENGTH = 500
MOST_CANDIDATES = 100
MOST_RESULTS = 200


def _whole(value: Any) -> Any:
    """1997.0 is an integer in JSON Schema, and some programs write it so."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Id = Annotated[str, Field(min_length=1, max_length=128)]
Text = Annotated[str, Field(max_length=1000)]
Texts = Annotated[list[Text], Field(max_length=20)]
Count = Annotated[Annotated[int, Field(ge=0, le=10**15)], BeforeValidator(_whole)]
Year = Annotated[Annotated[int, Field(ge=0, le=9999)], BeforeValidator(_whole)]
QueryType = Literal["album", "track", "artist"]


class Request(BaseModel):
    """The body of a call."""

    model_config = ConfigDict(strict=True, extra="forbid")


class PassedOn(BaseModel):
    """A part of a body that the client got from elsewhere."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Preferences(PassedOn):
    """What a person prefers apart from the words."""

    format: Literal["lossless", "hires", "mp3", "any"] | None = None
    type: QueryType | None = None


class ParseRequest(Request):
    """A person's words."""

    query: str = Field(min_length=1, max_length=QUERY_LENGTH, pattern=r"\S")
    preferences: Preferences | None = None


class Wishes(PassedOn):
    """How it should sound, as `parse` answered it."""

    format: Texts | Text | None = None
    quality: Text | None = None
    bitrate: Count | None = None
    vbr: Text | None = None
    bit_depth: Count | None = None
    sample_rate_khz: float | None = Field(default=None, ge=0, le=10_000)
    source: Text | None = None
    live: bool | None = None
    remaster: bool | None = None
    log: bool | None = None
    edition: Text | None = None
    exclude_format: Texts | Text | None = None
    exclude_source: Texts | Text | None = None
    exclude_edition: Texts | Text | None = None


class Parsed(PassedOn):
    """An answer of `parse`, given back."""

    artist: Text | None = None
    album: Text | None = None
    track: Text | None = None
    year: Year | None = None
    query_type: QueryType | None = None
    preferences: Wishes | None = None


class Credit(PassedOn):
    """A part of a MusicBrainz artist credit."""

    name: Text | None = None
    joinphrase: Text | None = None


class Candidate(PassedOn):
    """A MusicBrainz result: a release, a release group or a recording."""

    mbid: Id = Field(validation_alias=AliasChoices("mbid", "id", "release_mbid", "release_group_mbid"))
    title: Text | None = Field(default=None, validation_alias=AliasChoices("title", "name"))
    artist: Text | Annotated[list[Credit], Field(max_length=50)] | None = Field(
        default=None, validation_alias=AliasChoices("artist", "artist_credit", "artist-credit")
    )
    date: Text | None = Field(
        default=None, validation_alias=AliasChoices("date", "first-release-date", "first_release_date")
    )
    year: Year | None = None
    kind: Text | None = Field(
        default=None, validation_alias=AliasChoices("kind", "type", "primary-type", "primary_type")
    )
    country: Text | None = None
    disambiguation: Text | None = Field(default=None, validation_alias=AliasChoices("disambiguation", "edition"))


class FilterRequest(Request):
    """Which of these does the person mean?"""

    parsed: Parsed
    candidates: list[Candidate] = Field(max_length=MOST_CANDIDATES)


class Result(PassedOn):
    """A torrent, as the home's own API describes it. Links and hashes are neither needed nor read."""

    id: Id = Field(validation_alias=AliasChoices("id", "result_id", "info_hash"))
    title: Text | None = None
    size_bytes: Count | None = None
    seeders: Count | None = None
    leechers: Count | None = None
    format: Text | None = None
    bitrate: Count | Text | None = None
    bit_depth: Count | None = None
    sample_rate: Count | float | None = None
    medium: Text | None = None
    year: Year | None = None
    edition: Text | None = None
    quality_score: Annotated[float, Field(ge=0, le=100)] | None = None
    trust_score: Annotated[float, Field(ge=0, le=100)] | None = None


class RankRequest(Request):
    """In which order are these worth having, and why?"""

    parsed: Parsed
    preferences: Preferences | None = None
    results: list[Result] = Field(max_length=MOST_RESULTS)


class ExplainRequest(Request):
    """Why this one?"""

    parsed: Parsed
    result: Result
    alternatives: list[Result] = Field(default=[], max_length=MOST_RESULTS)


class Answer(BaseModel):
    """Who answered: a provider's name, or `rules`. `degraded`: every provider failed and the rules stood in."""

    provider: Literal["groq", "together", "mistral", "openai_compatible", "rules"]
    degraded: bool


class ParseAnswer(Answer):
    """What the words ask for. Further fields of a reading may follow."""

    model_config = ConfigDict(extra="allow")

    artist: str | None
    album: str | None
    track: str | None
    year: int | None
    query_type: QueryType
    confidence: float = Field(ge=0, le=1)
    preferences: dict[str, Any]


class Choice(BaseModel):
    """One possible answer to a question."""

    id: str
    label: str
    detail: str


class Question(BaseModel):
    """What to ask the person when the candidates differ in something that matters; shaped like the home's own."""

    id: str
    kind: Literal["choice"]
    text: str
    default: str
    choices: list[Choice]


class FilterAnswer(Answer):
    """The candidate that is meant, all of them by likelihood, and a question where it matters."""

    selected: str | None
    confidence: float = Field(ge=0, le=1)
    ranking: list[str]
    question: Question | None


class Ranked(BaseModel):
    """One result's place, from 1."""

    id: str
    rank: int
    explanation: str
    tags: list[str]


class RankAnswer(Answer):
    """Every result once, the best first."""

    ranking: list[Ranked]


class ExplainAnswer(Answer):
    """A sentence or two for a person."""

    explanation: str


class QuotaAnswer(BaseModel):
    """Where the device stands today."""

    tier: Literal["anonymous", "free", "contributor", "supporter"]
    limit: int
    used: int
    remaining: int
    resets_at: str


class ErrorDetail(BaseModel):
    code: str
    message: str
    field: str | None


class ErrorDocument(BaseModel):
    """What went wrong: a code for programs, a sentence for people."""

    error: ErrorDetail
