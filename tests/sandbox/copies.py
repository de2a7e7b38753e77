"""What the files of a torrent are called and what lies beside the music, before a single byte is made."""

import re
import unicodedata
from dataclasses import dataclass

from tests.sandbox.audio.formats import ENCODINGS
from tests.sandbox.catalogue.model import Copy, Medium, Release, Track, phrase


@dataclass(frozen=True)
class AudioFile:
    """A track as a file; `path` is relative to the torrent's folder. `tracks` has several for a disc image."""

    path: str
    release: Release
    medium: Medium
    tracks: tuple[Track, ...]

    @property
    def seconds(self) -> float:
        return sum(track.length for track in self.tracks) / 1000


def audio_files(copy: Copy) -> list[AudioFile]:
    if copy.audio == "rar":
        return []
    files = [file for release in copy.contents for file in _files_of(copy, release)]
    return files[:-1] if "missing-last" in copy.faults else files


def _files_of(copy: Copy, release: Release) -> list[AudioFile]:
    suffix = ENCODINGS[copy.audio].suffix
    root = f"{release.date[:4]} - {safe(release.title)}/" if len(copy.contents) > 1 else ""
    files = []
    for medium in release.media:
        folder = root + (f"CD{medium.position}/" if len(release.media) > 1 else "")
        if copy.audio == "image":
            files.append(AudioFile(f"{folder}{safe(album_name(release))}{suffix}", release, medium, medium.tracks))
        else:
            files += [
                AudioFile(f"{folder}{_file_name(copy, release, track)}{suffix}", release, medium, (track,))
                for track in medium.tracks
            ]
    return files


def _file_name(copy: Copy, release: Release, track: Track) -> str:
    if "_" in copy.folder:  # the scene: lower case, no spaces, ASCII
        text = f"{track.position:02}-{phrase(track.recording.credits)}-{track.title}"
        return re.sub(r"[^a-z0-9_.()&-]+", "", _ascii(text).lower().replace(" ", "_"))
    if copy.tags == "none":
        return f"Track {track.position:02}"
    if phrase(track.recording.credits) != phrase(release.credits):
        return safe(f"{track.position:02} - {phrase(track.recording.credits)} - {track.title}")
    return safe(f"{track.position:02} - {track.title}")


def album_name(release: Release) -> str:
    return f"{phrase(release.credits)} - {release.title}"


def safe(name: str) -> str:
    """A file name that every file system takes, as rippers write it."""
    return re.sub(r'[<>"|?*\x00-\x1f]', "", name.replace("/", "-").replace("\\", "-").replace(":", "-")).strip(" .")


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def expected_size(copy: Copy, file: AudioFile) -> int:
    """What a file of this encoding is likely to weigh; for torrents that nobody has."""
    encoding = ENCODINGS[copy.audio]
    bits = encoding.bit_rate or {"flac24": 3_300_000, "mp3-v0": 230_000}.get(copy.audio, 910_000)
    return int(file.seconds * bits / 8) + 4096 + 977 * len(file.path)


def slug(copy: Copy) -> str:
    """Its key as a file name."""
    return copy.key.replace("/", "--")
