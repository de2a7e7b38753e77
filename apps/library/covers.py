"""Covers: judged, brought to a right size, kept in the data folder, and handed out in the sizes that pages use."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps

from apps.library.filing import write_whole
from apps.library.models import Album
from apps.library.tags.writing import Picture

MOST_BYTES = 30 * 1024 * 1024
MOST_PIXELS = 80_000_000
SMALLEST_SIDE = 60
LARGEST_SIDE = 1400
LARGEST_EMBEDDED_SIDE = 1000
LARGEST_EMBEDDED_BYTES = 600 * 1024
LARGEST_KEPT_BYTES = 2 * 1024 * 1024
SIZES = (96, 160, 320, 640, 1200)
READ_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
JPEG_QUALITY = 90


class CoverRefusedError(ValueError):
    """The bytes are no picture that could be a cover; the message says why."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover as JPEG, at most 1400 pixels wide or high, never larger than what it came from. `key` is its SHA-256."""

    data: bytes
    width: int
    height: int
    source: str

    @property
    def key(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def image(self) -> Image.Image:
        return Image.open(io.BytesIO(self.data)).convert("RGB")


def make_cover(data: bytes, source: str) -> Cover:
    """A cover from encoded image bytes; `source` is `folder`, `embedded` or `archive`. Raises CoverRefusedError."""
    image = _decoded(data)
    if min(image.size) < SMALLEST_SIDE:
        raise CoverRefusedError(f"The picture is only {image.width} × {image.height} pixels.")
    upright = ImageOps.exif_transpose(image)
    as_it_is = (
        image.format == "JPEG"
        and image.mode == "RGB"
        and max(image.size) <= LARGEST_SIDE
        and len(data) <= LARGEST_KEPT_BYTES
        and upright.size == image.size
    )
    if as_it_is:
        return Cover(data, image.width, image.height, source)
    smaller = _at_most(upright, LARGEST_SIDE)
    return Cover(_jpeg(smaller), smaller.width, smaller.height, source)


def _decoded(data: bytes) -> Image.Image:
    if len(data) > MOST_BYTES:
        raise CoverRefusedError("The picture is larger than 30 MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=READ_FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise CoverRefusedError("The picture has more than 80 million pixels.")
            image.load()
    except CoverRefusedError:
        raise
    except Exception as error:  # Pillow raises many kinds on broken images
        raise CoverRefusedError("The picture cannot be read.") from error
    return image


def _at_most(image: Image.Image, side: int) -> Image.Image:
    """The picture in RGB, made smaller where a side is longer than `side`, never larger."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    copy = image.convert("RGB")
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    return copy


def _jpeg(image: Image.Image, quality: int = JPEG_QUALITY) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def embedded_picture(cover: Cover) -> Picture:
    """The cover in a size that does not weigh every track down."""
    if len(cover.data) <= LARGEST_EMBEDDED_BYTES:
        return Picture(cover.data, "image/jpeg", cover.width, cover.height)
    image = _at_most(cover.image(), LARGEST_EMBEDDED_SIDE)
    return Picture(_jpeg(image, 85), "image/jpeg", image.width, image.height)


def keep(cover: Cover) -> Path:
    """Write the cover into the data folder, once. Raises OSError."""
    path = kept_path(cover.key)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, cover.data)
    return path


def cover_columns(cover: Cover) -> dict[str, object]:
    """The columns of `Album` that tell about a cover."""
    from apps.library.colours import wash  # with numpy, which serving covers does without

    return {
        "cover": cover.key,
        "cover_width": cover.width,
        "cover_height": cover.height,
        "cover_source": cover.source,
        "wash": wash(cover.image()),
    }


def kept_cover(album: Album) -> Cover | None:
    """The album's cover as it is kept, None where it has none."""
    path = kept_path(album.cover)
    if not album.cover or not path.exists():
        return None
    return Cover(path.read_bytes(), album.cover_width, album.cover_height, album.cover_source)


def kept_path(key: str) -> Path:
    """Where the cover of that key is kept."""
    return Path(settings.DATA_DIR) / "covers" / key[:2] / f"{key}.jpg"


def cover_file(album: Album, size: int) -> Path | None:
    """A JPEG of the album's cover, made once, with no side longer than the next of `SIZES`; None where it has none.

    A cover that is smaller is handed out as it is.
    """
    if not album.cover:
        return None
    whole = kept_path(album.cover)
    side = next((known for known in SIZES if known >= size), SIZES[-1])
    if not whole.exists():
        return None
    if max(album.cover_width, album.cover_height) <= side:
        return whole
    small = Path(settings.DATA_DIR) / "cache" / "covers" / album.cover[:2] / f"{album.cover}-{side}.jpg"
    if not small.exists():
        small.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with Image.open(whole) as image:
            image.draft("RGB", (side, side))
            write_whole(small, _jpeg(_at_most(image, side), 84))
    return small
