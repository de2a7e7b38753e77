"""One search through the quota: reserve, answer, then settle or give back."""

import structlog
from django.conf import settings

from api_server.abilities.base import Ability
from api_server.answering import Answer, by_model, by_rules
from api_server.call import Call
from api_server.database import DatabaseAway
from api_server.domain import KnownDevice, Reservation, iso
from api_server.quota import QuotaExhausted, RequestIdReused, UnknownDevice, fingerprint
from api_server.rate import address_key
from api_server.runtime import Runtime
from apps.core.errors import ApiError

log = structlog.get_logger(__name__)

MOST_REPLAYS = 5  # a retry beyond this is answered by the rules: it costs no quota, so it may not cost a provider


async def search(runtime: Runtime, call: Call, ability: Ability, body: bytes, address: str) -> Answer:
    """The answer to one search; costs one of the day's, unless no provider answered.

    With PostgreSQL away nothing can be counted, so no provider is asked: the rules answer. Raises ApiError.
    """
    try:
        reservation = await _reserve(runtime, call, body, address)
    except DatabaseAway:
        call.standing = runtime.quota.remembered(call.device_id)
        return by_rules(ability)
    call.know(reservation.device)
    try:
        answer = await by_model(runtime, ability) if reservation.replays <= MOST_REPLAYS else None
        if answer is None:
            await _give_back(runtime, call, reservation)
            return by_rules(ability)
    except Exception:
        await _give_back(runtime, call, reservation)
        raise
    if reservation.owned:
        await runtime.journal.settle(reservation)
    return answer


async def assisted(runtime: Runtime, call: Call, ability: Ability, address: str) -> Answer:
    """The answer to a call that follows a search: free, and by a model only as often as the day's searches allow."""
    try:
        device, allowed = await _assist(runtime, call, address)
    except DatabaseAway:
        call.standing = runtime.quota.remembered(call.device_id)
        return by_rules(ability)
    call.know(device)
    answer = await by_model(runtime, ability) if allowed else None
    return answer or by_rules(ability)


async def standing(runtime: Runtime, call: Call, address: str) -> KnownDevice:
    """Where the device stands, registered if it is new. Raises ApiError, 503 with PostgreSQL away."""
    try:
        try:
            device = await runtime.quota.standing(call.device_id)
        except UnknownDevice:
            await register(runtime, call, address)
            device = await runtime.quota.standing(call.device_id)
    except DatabaseAway:
        message = "The quota cannot be looked up at the moment. Searches still answer; try again in a few seconds."
        raise ApiError(503, "unavailable", message, retry_after=2) from None
    call.know(device)
    return device


async def register(runtime: Runtime, call: Call, address: str) -> None:
    """Make a new device known, as often as one address may. Raises ApiError."""
    day = call.standing.day if call.standing else runtime.quota.remembered(call.device_id).day
    whose = address_key(settings.SECRET_KEY, address, day.isoformat())
    wait = await runtime.limiter.take(runtime.new_devices, whose)
    if wait:
        message = f"Too many new devices from this address. Try again in {wait} s."
        raise ApiError(429, "rate_limited", message, retry_after=wait)
    await runtime.quota.register(call.device_id)


async def _reserve(runtime: Runtime, call: Call, body: bytes, address: str) -> Reservation:
    mark = fingerprint(settings.SECRET_KEY, call.device_id, call.request_id, body)
    try:
        try:
            return await runtime.quota.reserve(call.device_id, call.request_id, mark)
        except UnknownDevice:
            await register(runtime, call, address)
            return await runtime.quota.reserve(call.device_id, call.request_id, mark)
    except QuotaExhausted as exhausted:
        call.know(exhausted.device)
        raise _exhausted(exhausted.device) from None
    except RequestIdReused as reused:
        call.know(reused.device)
        message = "This X-Request-ID belongs to another search. Use a new one for each search, the same one to retry."
        raise ApiError(409, "request_id_reused", message, field="X-Request-ID") from None


async def _assist(runtime: Runtime, call: Call, address: str) -> tuple[KnownDevice, bool]:
    try:
        return await runtime.quota.assist(call.device_id)
    except UnknownDevice:
        await register(runtime, call, address)
        return await runtime.quota.assist(call.device_id)


async def _give_back(runtime: Runtime, call: Call, reservation: Reservation) -> None:
    try:
        call.standing = await runtime.quota.give_back(call.device_id, reservation)
    except DatabaseAway:
        log.info("give_back_postponed")


def _exhausted(device: KnownDevice) -> ApiError:
    standing = device.standing
    wait = max(1, standing.seconds_left())
    message = (
        f"Today's {standing.limit} searches are used up; there will be new ones at {iso(standing.resets_at)}. "
        "Searching by rules on your own machine has no limit."
    )
    return ApiError(429, "quota_exhausted", message, retry_after=wait)
