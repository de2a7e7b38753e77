"""Which editions the files of an album are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from apps.library.catalogue import catalogue
from apps.library.domain import CatalogueError, Certainty, EditionDetails, FinishedDownload
from apps.library.identify.local_files import LocalFile, commonest
from apps.library.identify.matching import Identified, identify
from apps.library.importing.listening import listen

log = structlog.get_logger(__name__)

MOST_TAGGED_RELEASES = 3
SILENT = "MusicBrainz did not answer, so the names are those of the files. Identify the album again later."


@dataclass(frozen=True, slots=True)
class Finding:
    """What an album was identified as, and a sentence where the catalogue could not be asked."""

    identified: Identified | None
    warnings: tuple[str, ...] = ()


def find_edition(files: Sequence[LocalFile], finished: FinishedDownload) -> Finding:
    """Compare the files with the editions that came with the download; ask the catalogue where those do not fit."""
    known = [edition for edition in (finished.edition, *finished.editions) if edition is not None]
    try:
        known += _tagged_editions(files, known)
        found = identify(files, known, finished.edition)
        if _is_open(found):
            known += _likely_editions(files, known)
            found = identify(files, known, finished.edition)
        if _is_open(found):
            heard, releases = listen(files, finished.folder)
            known += _editions(releases, known)
            found = identify(heard, known, finished.edition)
    except CatalogueError as error:
        log.info("catalogue_unavailable", reason=error.message)
        found = identify(files, known, finished.edition)
        return Finding(found, (SILENT,) if _is_open(found) else ())
    return Finding(found)


def _is_open(found: Identified | None) -> bool:
    return found is None or found.certainty is Certainty.UNCONFIRMED


def _tagged_editions(files: Sequence[LocalFile], known: Sequence[EditionDetails]) -> list[EditionDetails]:
    """The releases that the tags name by MBID."""
    tagged = dict.fromkeys(file.metadata.first("musicbrainz_albumid") for file in files)
    return _editions([mbid for mbid in tagged if mbid][:MOST_TAGGED_RELEASES], known)


def _editions(mbids: Sequence[str], known: Sequence[EditionDetails]) -> list[EditionDetails]:
    have = {edition.release_mbid for edition in known}
    return [edition for mbid in mbids if mbid not in have and (edition := catalogue().edition(mbid))]


def _likely_editions(files: Sequence[LocalFile], known: Sequence[EditionDetails]) -> list[EditionDetails]:
    """What the catalogue finds under the names in the tags."""
    artist = commonest(file.metadata.text("albumartist") or file.artist for file in files)
    album = commonest(file.metadata.first("album") for file in files)
    if not album:
        return []
    have = {edition.release_mbid for edition in known}
    found = catalogue().find_editions(artist, album, len(files))
    return [edition for edition in found if edition.release_mbid not in have]
