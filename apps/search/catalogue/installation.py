"""The catalogue as this installation is set up."""

from django.conf import settings

from apps.search.catalogue.lookups import Lookups
from apps.search.catalogue.musicbrainz import MusicBrainz, Outage
from apps.search.catalogue.pacing import Pace

outages: dict[str, Outage] = {}
SEARCHING = 4.0  # seconds that one request may take while a person waits


def lookups_of_this_installation(deadline: float = SEARCHING) -> Lookups:
    """Lookups with the MusicBrainz of the settings, or with the cache alone where it is off."""
    if not settings.MUSICBRAINZ_URL:
        return Lookups(None)
    pace = Pace(settings.MUSICBRAINZ_RATE, settings.REDIS_URL, settings.DATA_DIR / "musicbrainz-turn")
    outage = outages.setdefault(settings.MUSICBRAINZ_URL, Outage())
    return Lookups(MusicBrainz(settings.MUSICBRAINZ_URL, pace, deadline=deadline, outage=outage))
