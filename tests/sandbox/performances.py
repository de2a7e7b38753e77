"""Which recordings are to be played, and into which files: the work that is spread over the processor's cores."""

import hashlib
import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.sandbox.audio.composition import Stereo, compose
from tests.sandbox.audio.encoding import read, upsample, write
from tests.sandbox.audio.formats import ENCODINGS
from tests.sandbox.audio.tags import Tags, write_tags
from tests.sandbox.catalogue import Catalogue, Copy, ReleaseGroup
from tests.sandbox.catalogue.model import Recording, Track, phrase
from tests.sandbox.copies import AudioFile, audio_files, slug
from tests.sandbox.covers import draw_cover


@dataclass(frozen=True)
class Output:
    """A file to write: `audio` names the encoding."""

    path: Path
    audio: str
    tags: Tags | None
    cover: Path | None


@dataclass(frozen=True)
class Performance:
    """Songs (more than one for a disc image) with the ensemble of each, and the files that they go into."""

    songs: tuple[tuple[Recording, str], ...]
    outputs: tuple[Output, ...]

    @property
    def cost(self) -> float:
        """A guess, to let the long ones start first."""
        weight = sum({"mp3": 8, "fake": 10, "flac24": 3}.get(one.audio.split("-")[0], 1) for one in self.outputs)
        return (1 + weight) * sum(recording.length for recording, _ in self.songs)


def draw(group: ReleaseGroup, folder: Path) -> None:
    assert group.cover is not None
    picture = draw_cover(group.cover.style, group.cover.palette, _seed(group.mbid), phrase(group.credits), group.title)
    for side in (1000, 500, 250):
        name = f"{group.mbid}.jpg" if side == 1000 else f"{group.mbid}-{side}.jpg"
        picture.resize((side, side)).save(folder / name, quality=88)


def performances(catalogue: Catalogue, copies: list[tuple[ReleaseGroup, Copy]], place: Path) -> list[Performance]:
    """One performance a recording, however many files it goes into; the costly ones first."""
    ensembles = _ensembles(catalogue)
    outputs: dict[tuple[Recording, ...], list[Output]] = {}
    for group, copy in copies:
        if "executable-names" in copy.faults:
            continue
        folder = place / "copies" / slug(copy) / copy.folder
        cover = place / "covers" / f"{group.mbid}-500.jpg"
        for file in audio_files(copy):
            songs = tuple(track.recording for track in file.tracks)
            embed = cover if copy.tags == "full" and cover.exists() else None
            output = Output(folder / file.path, copy.audio, _tags(catalogue, copy, file), embed)
            outputs.setdefault(songs, []).append(output)
    made = [
        Performance(tuple((song, ensembles[song.mbid]) for song in songs), tuple(files))
        for songs, files in outputs.items()
    ]
    return sorted(made, key=lambda one: -one.cost)


def _ensembles(catalogue: Catalogue) -> dict[str, str]:
    """A song sounds as on the album that it came from, on a compilation too."""
    found: dict[str, str] = {}
    for group in sorted(catalogue.groups, key=lambda group: "Compilation" in group.secondary_types):
        for release in group.releases:
            for track in release.tracks:
                found.setdefault(track.recording.mbid, group.ensemble)
    return found


def _tags(catalogue: Catalogue, copy: Copy, file: AudioFile) -> Tags | None:
    if copy.tags == "none":
        return None
    release, track = file.release, file.tracks[0]
    title = release.title if len(file.tracks) > 1 else track.title
    artist = phrase(track.recording.credits)
    if copy.tags == "bare":
        return Tags(title.upper(), artist.lower(), release.title)
    return Tags(
        title=title,
        artist=artist,
        album=release.title,
        album_artist=phrase(release.credits),
        date=release.date,
        label=release.label.name if release.label else "",
        track=track.position,
        tracks=len(file.medium.tracks),
        disc=file.medium.position,
        discs=len(release.media),
        ids=_ids(catalogue, file, track) if len(file.tracks) == 1 else (),
    )


def _ids(catalogue: Catalogue, file: AudioFile, track: Track) -> tuple[tuple[str, str], ...]:
    return (
        ("musicbrainz_trackid", track.recording.mbid),
        ("musicbrainz_releasetrackid", track.mbid),
        ("musicbrainz_albumid", file.release.mbid),
        ("musicbrainz_releasegroupid", catalogue.group_of[file.release.mbid].mbid),
        ("musicbrainz_artistid", track.recording.credits[0].artist.mbid),
        ("musicbrainz_albumartistid", file.release.credits[0].artist.mbid),
    )


def perform(performance: Performance) -> dict[str, int]:
    """Plays and writes; gives the CRC-32 of each song's 16-bit samples, which rip logs state."""
    masters: dict[int, list[Stereo]] = {}
    encoded: dict[str, Path] = {}
    for output in performance.outputs:
        output.path.parent.mkdir(parents=True, exist_ok=True)
        if output.audio in encoded:
            shutil.copyfile(encoded[output.audio], output.path)
        else:
            _encode(performance, output, masters)
            encoded[output.audio] = output.path
    for output in performance.outputs:  # only now: what is copied above must be without tags
        if output.tags:
            write_tags(output.path, output.tags, output.cover.read_bytes() if output.cover else None)
    played = masters.get(44100, [])
    return {song.mbid: _crc(samples) for (song, _), samples in zip(performance.songs, played, strict=False)}


def _encode(performance: Performance, output: Output, masters: dict[int, list[Stereo]]) -> None:
    encoding = ENCODINGS[output.audio]
    rate = 44100 if encoding.fake else encoding.rate
    if rate not in masters:
        masters[rate] = [compose(how, _seed(song.mbid), song.length / 1000, rate) for song, how in performance.songs]
    samples = np.concatenate(masters[rate], axis=1)
    if encoding.fake == "upsampled":
        samples = upsample(samples, rate, encoding.rate)
    elif encoding.fake:
        lossy = output.path.with_suffix(".mp3")
        write(lossy, samples, ENCODINGS[encoding.fake])
        samples = np.clip(read(lossy)[:, : samples.shape[1]], -1, 1)
        lossy.unlink()
    write(output.path, samples, encoding)


def _crc(samples: Stereo) -> int:
    return zlib.crc32(np.round(samples.T * 32767).astype("<i2").tobytes())


def _seed(mbid: str) -> int:
    return int.from_bytes(hashlib.sha256(mbid.encode()).digest()[:6], "big")
