"""An album's files, as the page and the JSON interface tell of them: how they came, which tags were written."""

from typing import Any

from apps.library.domain import Placement
from apps.library.models import Album, TagChange
from apps.library.splitting_state import RUNNING, splitting_of

PLACED = {
    Placement.REFLINK: (
        "Cloned",
        "They share their blocks with the download and cost room only for what differs. Tags were written here; "
        "what is being seeded stays as it was.",
    ),
    Placement.COPY: (
        "Copied",
        "They have bytes of their own. Tags were written here; what is being seeded stays as it was.",
    ),
    Placement.HARD_LINK: (
        "Hard-linked",
        "They are the same bytes as the download, since there was no room for a second copy. They keep the tags they "
        "came with until the download has reached its seed goal; then they get bytes and tags of their own.",
    ),
}
SPLIT = (
    "Split from one file",
    "Cut out of an album that is one file, sample for sample the same. That file stays as it was.",
)
OWN = (
    "Were here already",
    "They stood in the music folder before TrustTune looked. Nothing in them was changed unasked.",
)
WORDS = {
    "musicbrainz_albumid": "MusicBrainz release",
    "musicbrainz_recordingid": "MusicBrainz recording",
    "musicbrainz_releasetrackid": "MusicBrainz track",
    "musicbrainz_releasegroupid": "MusicBrainz release group",
    "musicbrainz_artistid": "MusicBrainz artist",
    "musicbrainz_albumartistid": "MusicBrainz album artist",
    "albumartist": "Album artist",
    "albumartistsort": "Album artist, sorted as",
    "artistsort": "Artist, sorted as",
    "tracknumber": "Track",
    "totaltracks": "Tracks in all",
    "discnumber": "Disc",
    "totaldiscs": "Discs in all",
    "discsubtitle": "Disc title",
    "originaldate": "First released",
    "originalyear": "First year",
    "catalognumber": "Catalogue number",
    "releasecountry": "Country",
    "releasetype": "Kind",
    "replaygain_reference_loudness": "ReplayGain, reference",
    "r128_track_gain": "Loudness, track",
    "r128_album_gain": "Loudness, album",
    "replaygain_track_gain": "ReplayGain, track",
    "replaygain_track_peak": "ReplayGain, track peak",
    "replaygain_album_gain": "ReplayGain, album",
    "replaygain_album_peak": "ReplayGain, album peak",
}
NOW = (TagChange.State.DONE, TagChange.State.UNDOING)


def files_document(album: Album) -> dict[str, Any]:
    """`GET /api/library/albums/{id}/files`: placement and what undoing the tags would change, file by file."""
    changes = list(album.tag_changes.exclude(state=TagChange.State.WRITING).order_by("file_path", "made_at"))
    files: dict[str, list[TagChange]] = {}
    for change in changes:
        files.setdefault(change.file_path, []).append(change)
    head, sentence = PLACED[Placement(album.placement)] if album.placement else OWN
    if album.origin.get("split_of"):
        head, sentence = SPLIT
    state, fault = splitting_of(album.pk)
    return {
        "album_id": str(album.pk),
        "placement": album.placement or "own",
        "placement_title": head,
        "placement_sentence": sentence,
        "undoable": sum(change.state == TagChange.State.DONE for change in changes),
        "undoing": sum(change.state == TagChange.State.UNDOING for change in changes),
        "is_image": album.tracks.filter(span_start__isnull=False).exists(),
        "splitting": state == RUNNING,
        "split_into": _single_files(album),
        "split_fault": fault,
        "files": [_file(path, of_file) for path, of_file in files.items()],
    }


def _single_files(album: Album) -> str | None:
    """The id of the album that this one was split into."""
    made = Album.objects.filter(origin__split_of=str(album.pk)).values_list("pk", flat=True).first()
    return str(made) if made else None


def _file(path: str, changes: list[TagChange]) -> dict[str, Any]:
    now = [change for change in changes if change.state in NOW]
    tags: dict[str, list[str]] = {}
    for change in now or changes[-1:]:
        for name, (was, became) in change.changes.items():
            tags[name] = [tags.get(name, [was])[0], became]
    return {
        "path": path,
        "name": path.rpartition("/")[2],
        "state": (now or changes)[-1].state,
        "fault": next((change.fault for change in changes if change.fault), ""),
        "tags": [
            {"tag": name, "word": WORDS.get(name, name.replace("_", " ").capitalize()), "before": was, "now": became}
            for name, (was, became) in tags.items()
            if was != became
        ],
    }
