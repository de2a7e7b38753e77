"""The release-title parser: what a torrent's name says about the music in it."""

from apps.search.titles.domain import ContentType, ReleaseTitle, Wanted
from apps.search.titles.reader import read_title

__all__ = ["ContentType", "ReleaseTitle", "Wanted", "read_title"]
