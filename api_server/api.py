"""`/v1`: what clients call. Each call reads its input, asks one service, and writes its answer."""

import json
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from pydantic import BaseModel

from api_server import schemas, searches
from api_server.abilities.base import Document
from api_server.abilities.explain import Explain
from api_server.abilities.filter import Filter
from api_server.abilities.parse import Parse
from api_server.abilities.rank import Rank
from api_server.answering import Answer
from api_server.call import call_of
from api_server.domain import iso
from api_server.openapi import DESCRIPTION, ERRORS, PARAMETERS, with_headers
from api_server.runtime import current
from apps.core.errors import ApiError, error_response, install_error_handlers
from apps.core.json_bodies import StrictParser
from apps.search.domain import FormatPreference, Preferences, QueryType
from trusttune import __version__

log = structlog.get_logger(__name__)


api = NinjaAPI(
    title="TrustTune Community AI API",
    version=__version__,
    description=DESCRIPTION,
    parser=StrictParser(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="v1",
)
install_error_handlers(api)


def _expected(request: HttpRequest, error: Any) -> HttpResponse:
    call_of(request).error_code = error.code
    return error_response(error)


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    """The log gets the error's type and place, not its text: that could quote what was asked."""
    log.error("request_failed", exc_info=error)
    return error_response(ApiError(500, "internal", "Something went wrong here. Try again in a moment."))


api.add_exception_handler(ApiError, _expected)
api.add_exception_handler(Exception, _unexpected)


def _respond(document: Document | BaseModel, model: type[BaseModel]) -> HttpResponse:
    checked = model.model_validate(document)
    return HttpResponse(checked.model_dump_json(), content_type="application/json")


def _answer(request: HttpRequest, answer: Answer, model: type[BaseModel]) -> HttpResponse:
    call = call_of(request)
    call.provider, call.degraded = answer.provider, answer.degraded
    return _respond(answer.as_dict(), model)


def _preferences(sent: schemas.Preferences | None) -> Preferences:
    if sent is None:
        return Preferences()
    kind = QueryType(sent.type) if sent.type else None
    return Preferences(FormatPreference(sent.format or "any"), kind)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


EXTRA = {"parameters": PARAMETERS}


@api.post(
    "/search/parse", response={200: schemas.ParseAnswer, **ERRORS}, url_name="parse", summary="Understand a request",
    openapi_extra=EXTRA,
)  # fmt: skip
async def parse(request: HttpRequest, payload: schemas.ParseRequest) -> HttpResponse:
    """What a person's words ask for. Costs one search of the day's quota, unless no provider answered."""
    ability = Parse(payload.query, _preferences(payload.preferences))
    answer = await searches.search(current(), call_of(request), ability, request.body, _address(request))
    return _answer(request, answer, schemas.ParseAnswer)


@api.post(
    "/search/filter", response={200: schemas.FilterAnswer, **ERRORS}, url_name="filter",
    summary="Choose among MusicBrainz results", openapi_extra=EXTRA,
)  # fmt: skip
async def choose(request: HttpRequest, payload: schemas.FilterRequest) -> HttpResponse:
    """Which candidate is meant; a question where the person should say. Free."""
    ability = Filter(payload.parsed, payload.candidates)
    answer = await searches.assisted(current(), call_of(request), ability, _address(request))
    return _answer(request, answer, schemas.FilterAnswer)


@api.post(
    "/search/rank", response={200: schemas.RankAnswer, **ERRORS}, url_name="rank", summary="Rank results",
    openapi_extra=EXTRA,
)  # fmt: skip
async def rank(request: HttpRequest, payload: schemas.RankRequest) -> HttpResponse:
    """Every result once, the best first, each with its reason. Free."""
    ability = Rank(payload.parsed, _preferences(payload.preferences), payload.results)
    answer = await searches.assisted(current(), call_of(request), ability, _address(request))
    return _answer(request, answer, schemas.RankAnswer)


@api.post(
    "/search/explain", response={200: schemas.ExplainAnswer, **ERRORS}, url_name="explain",
    summary="Explain a choice", openapi_extra=EXTRA,
)  # fmt: skip
async def explain(request: HttpRequest, payload: schemas.ExplainRequest) -> HttpResponse:
    """Why this result and not another, in a sentence or two. Free."""
    ability = Explain(payload.parsed, payload.result, payload.alternatives)
    answer = await searches.assisted(current(), call_of(request), ability, _address(request))
    return _answer(request, answer, schemas.ExplainAnswer)


@api.get(
    "/quota", response={200: schemas.QuotaAnswer, **ERRORS}, url_name="quota", summary="What is left of the day",
    openapi_extra=EXTRA,
)  # fmt: skip
async def quota(request: HttpRequest) -> HttpResponse:
    """The device's tier, what it used today, and when it may ask again."""
    device = await searches.standing(current(), call_of(request), _address(request))
    standing = device.standing
    document = {
        "tier": standing.tier.value,
        "limit": standing.limit,
        "used": standing.used,
        "remaining": standing.remaining,
        "resets_at": iso(standing.resets_at),
    }
    return _respond(document, schemas.QuotaAnswer)


async def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    if request.method not in ("GET", "HEAD"):
        error = error_response(ApiError(405, "method_not_allowed", "The OpenAPI document can only be read."))
        error["Allow"] = "GET, HEAD"
        return error
    document = with_headers(api.get_openapi_schema(path_prefix="/v1/"))
    return HttpResponse(json.dumps(document), content_type="application/json")
