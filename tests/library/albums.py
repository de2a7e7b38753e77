"""Albums for tests: short real audio files made with PyAV, editions, and finished downloads of them."""

import io
import uuid
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from mutagen.easyid3 import EasyID3
from mutagen.flac import FLAC
from PIL import Image

from apps.library.domain import EditionDetails, FinishedDownload, FinishedFile, MediumDetails, TrackDetails

RATE = 44_100
CODECS = {
    ".flac": "flac",
    ".mp3": "libmp3lame",
    ".ogg": "vorbis",
    ".opus": "libopus",
    ".m4a": "aac",
    ".wav": "pcm_s16le",
}


def write_audio(path: Path, seconds: float = 1.0, pitch: float = 440.0) -> Path:
    """A tone in the format that the suffix names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rate = 48_000 if path.suffix == ".opus" else RATE
    time = np.arange(int(seconds * rate)) / rate
    samples = (np.sin(2 * np.pi * pitch * time) * 8000).astype(np.int16)
    stereo = np.ascontiguousarray(np.repeat(samples, 2).reshape(1, -1))
    with av.open(str(path), "w") as container:
        stream = container.add_stream(CODECS[path.suffix], rate=rate)
        stream.layout = "stereo"
        if path.suffix == ".ogg":
            stream.options = {"strict": "experimental"}
        frame = av.AudioFrame.from_ndarray(stereo, format="s16", layout="stereo")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format.name, "stereo", rate, stream.frame_size or 4096)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def tag(path: Path, **tags: str) -> Path:
    """Plain tags on a FLAC or MP3 file."""
    file = FLAC(path) if path.suffix == ".flac" else EasyID3()
    for name, value in tags.items():
        file[name] = value
    file.save(path)
    return path


def picture(side: int = 600, colour: str = "#b04020", kind: str = "JPEG") -> bytes:
    """An encoded square picture in one colour with a darker corner."""
    image = Image.new("RGB", (side, side), colour)
    image.paste("#201008", (0, 0, side // 3, side // 3))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def edition(
    titles: Sequence[str],
    *,
    title: str = "Still Water",
    artist: str = "Nine Harbours",
    lengths: Sequence[float] | None = None,
    discs: int = 1,
    **values: object,
) -> EditionDetails:
    """An edition with these tracks, spread evenly over `discs`."""
    lengths = lengths or [1.0] * len(titles)
    a_disc = len(titles) // discs
    media = tuple(
        MediumDetails(
            position=disc + 1,
            format="CD",
            tracks=tuple(
                TrackDetails(
                    position=number + 1,
                    number=str(number + 1),
                    title=titles[disc * a_disc + number],
                    length=lengths[disc * a_disc + number],
                    recording_mbid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{artist}/{titles[disc * a_disc + number]}")),
                    track_mbid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{title}/{disc}/{number}")),
                    artist_credit=artist,
                )
                for number in range(a_disc)
            ),
        )
        for disc in range(discs)
    )
    known: dict[str, object] = {
        "release_mbid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{artist}/{title}/{titles}/{values}")),
        "release_group_mbid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{artist}/{title}")),
        "artist_mbid": str(uuid.uuid5(uuid.NAMESPACE_URL, artist)),
        "artist_sort": "Harbours, Nine",
        "date": "1997-05-21",
        "year": 1997,
        "edition_date": "1997-06-01",
        "country": "GB",
        "label": "Pier",
        "catalog_number": "PIER 7",
        "barcode": "0123456789012",
        "kind": "Album",
    }
    return EditionDetails(**{**known, **values, "title": title, "artist_credit": artist, "media": media})  # type: ignore[arg-type]


def finished(
    folder: Path,
    details: EditionDetails | None = None,
    *,
    editions: Sequence[EditionDetails] = (),
    title: str = "",
    seeding: bool = True,
) -> FinishedDownload:
    """The finished download that holds every file below `folder`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return FinishedDownload(
        download_id=str(uuid.uuid4()),
        folder=folder,
        files=tuple(FinishedFile(path.relative_to(folder), path.stat().st_size) for path in files),
        title=title or folder.name,
        edition=details,
        editions=tuple(editions),
        seeding=seeding,
        origin={"info_hash": "0" * 40},
    )
