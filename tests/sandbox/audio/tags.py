"""Tags as people leave them: complete ones as Picard writes them, bare ones, or none.

Picard's names: https://picard-docs.musicbrainz.org/en/appendices/tag_mapping.html
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen.flac
import mutagen.id3
import mutagen.mp4
import mutagen.oggopus

flac: Any = mutagen.flac  # mutagen has no types
id3: Any = mutagen.id3
mp4: Any = mutagen.mp4
oggopus: Any = mutagen.oggopus


@dataclass(frozen=True)
class Tags:
    """What a file says of itself; `ids` are MusicBrainz identifiers by Picard's Vorbis names."""

    title: str
    artist: str
    album: str
    album_artist: str = ""
    date: str = ""
    label: str = ""
    track: int = 0
    tracks: int = 0
    disc: int = 0
    discs: int = 0
    ids: tuple[tuple[str, str], ...] = ()


ID3_NAMES = {
    "musicbrainz_albumid": "MusicBrainz Album Id",
    "musicbrainz_releasegroupid": "MusicBrainz Release Group Id",
    "musicbrainz_artistid": "MusicBrainz Artist Id",
    "musicbrainz_albumartistid": "MusicBrainz Album Artist Id",
    "musicbrainz_releasetrackid": "MusicBrainz Release Track Id",
}


def write_tags(path: Path, tags: Tags, cover: bytes | None) -> None:
    """`cover` is a JPEG."""
    {".flac": _flac, ".mp3": _mp3, ".m4a": _mp4, ".opus": _opus}[path.suffix](path, tags, cover)


def _vorbis(tags: Tags) -> dict[str, str]:
    fields = {
        "title": tags.title, "artist": tags.artist, "album": tags.album, "albumartist": tags.album_artist,
        "date": tags.date, "label": tags.label,
        "tracknumber": str(tags.track or ""), "tracktotal": str(tags.tracks or ""),
        "discnumber": str(tags.disc or ""), "disctotal": str(tags.discs or ""), **dict(tags.ids),
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def _flac(path: Path, tags: Tags, cover: bytes | None) -> None:
    file = flac.FLAC(path)
    file.update(_vorbis(tags))
    if cover:
        picture = flac.Picture()
        picture.type, picture.mime, picture.data = 3, "image/jpeg", cover
        file.add_picture(picture)
    file.save()


def _opus(path: Path, tags: Tags, cover: bytes | None) -> None:
    file = oggopus.OggOpus(path)
    file.update(_vorbis(tags))
    file.save()


def _mp3(path: Path, tags: Tags, cover: bytes | None) -> None:
    file = id3.ID3()
    file.add(id3.TIT2(text=tags.title))
    file.add(id3.TPE1(text=tags.artist))
    file.add(id3.TALB(text=tags.album))
    if tags.track:
        file.add(id3.TPE2(text=tags.album_artist))
        file.add(id3.TDRC(text=tags.date))
        file.add(id3.TRCK(text=f"{tags.track}/{tags.tracks}"))
        file.add(id3.TPOS(text=f"{tags.disc}/{tags.discs}"))
        file.add(id3.TPUB(text=tags.label))
    for name, value in tags.ids:
        if name == "musicbrainz_trackid":
            file.add(id3.UFID(owner="http://musicbrainz.org", data=value.encode()))
        else:
            file.add(id3.TXXX(desc=ID3_NAMES[name], text=value))
    if cover:
        file.add(id3.APIC(mime="image/jpeg", type=3, data=cover))
    file.save(path)


def _mp4(path: Path, tags: Tags, cover: bytes | None) -> None:
    file = mp4.MP4(path)
    file["\xa9nam"], file["\xa9ART"], file["\xa9alb"] = tags.title, tags.artist, tags.album
    if tags.track:
        file["aART"], file["\xa9day"] = tags.album_artist, tags.date
        file["trkn"], file["disk"] = [(tags.track, tags.tracks)], [(tags.disc, tags.discs)]
    for name, value in tags.ids:
        label = "MusicBrainz Track Id" if name == "musicbrainz_trackid" else ID3_NAMES[name]
        file[f"----:com.apple.iTunes:{label}"] = mp4.MP4FreeForm(value.encode())
    if cover:
        file["covr"] = [mp4.MP4Cover(cover, mp4.MP4Cover.FORMAT_JPEG)]
    file.save()
