"""The MusicBrainz web service, version 2: https://musicbrainz.org/doc/MusicBrainz_API"""

from tests.sandbox.servers.musicbrainz.server import MusicBrainz

__all__ = ["MusicBrainz"]
