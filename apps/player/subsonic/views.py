"""`/rest/<method>`: the one view through which every call comes."""

import structlog
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from apps.core.errors import ApiError
from apps.player.subsonic import annotating, browsing, lists, media, playlists, searching, system
from apps.player.subsonic.answers import answer, refusal
from apps.player.subsonic.calls import Call, documented, streamed
from apps.player.subsonic.door import enter
from apps.player.subsonic.errors import GENERIC, NOT_FOUND, SubsonicError

log = structlog.get_logger(__name__)

SUBJECTS = (annotating, browsing, lists, media, playlists, searching, system)  # importing them names their methods


@csrf_exempt  # every call brings its own credentials; none is made by a session
async def rest(request: HttpRequest, method: str) -> HttpResponseBase:
    """Answer one call; whatever goes wrong is said in the form that the app asked for."""
    given = Call(request, "")
    form, callback = given.text("f", "xml"), given.text("callback", "")
    try:
        return await _answered(request, method.removesuffix(".view"), form, callback)
    except SubsonicError as error:
        return refusal(error, form, callback)
    except ApiError as error:
        return refusal(SubsonicError(NOT_FOUND if error.status == 404 else GENERIC, error.message), form, callback)
    except Exception:  # an app shows the protocol's errors and nothing else
        log.exception("subsonic_failed", method=method)
        return refusal(SubsonicError(GENERIC, "Something broke here; the server's log has it."), form, callback)


async def _answered(request: HttpRequest, method: str, form: str, callback: str) -> HttpResponseBase:
    call = await sync_to_async(enter)(request, method)
    if method in streamed:
        return await streamed[method](call)
    if method not in documented:
        raise SubsonicError(GENERIC, f"{method[:40]} is not something that TrustTune answers.")
    return answer(await sync_to_async(documented[method])(call), form, callback)
