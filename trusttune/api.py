"""The home service's JSON interface: one NinjaAPI, a router an app."""

from ninja import NinjaAPI

from apps.core.api import router as settings_router
from apps.core.errors import install_error_handlers
from apps.core.exchange.api import router as exchange_router
from apps.core.json_bodies import StrictParser
from apps.downloads.api import router as downloads_router
from apps.downloads.network.api import router as network_router
from apps.library.api import router as library_router
from apps.player.api import router as player_router
from apps.search.api import router as search_router
from apps.wanted.api import router as wanted_router
from trusttune import __version__

api = NinjaAPI(
    title="TrustTune",
    version=__version__,
    description="Say what you want to hear; own it, and hear it now.",
    parser=StrictParser(),
    urls_namespace="api",
)
install_error_handlers(api)
api.add_router("", search_router)
api.add_router("", downloads_router)
api.add_router("", network_router)
api.add_router("/library", library_router)
api.add_router("/player", player_router)
api.add_router("/wanted", wanted_router)
api.add_router("", settings_router)
api.add_router("", exchange_router)
