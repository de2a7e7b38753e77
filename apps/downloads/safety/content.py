"""What a file really is, judged by its first bytes. Names lie; an executable called `.mp3` is still one.

Signatures are those of the formats' own specifications and of the `file` program's public magic descriptions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from apps.downloads.domain import FileKind
from apps.downloads.safety.mpeg_frames import adts_frame, mpeg_frame

ENOUGH = 64 * 1024
_ID3_HEADER = 10


class Content(StrEnum):
    """What the first bytes say."""

    AUDIO = "audio"
    IMAGE = "image"
    TEXT = "text"
    DANGEROUS = "dangerous"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """The content and the name of its format, for a sentence."""

    content: Content
    form: str = ""


_DANGEROUS = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xfe\xed\xfa\xce", "a macOS program"),
    (b"\xfe\xed\xfa\xcf", "a macOS program"),
    (b"\xce\xfa\xed\xfe", "a macOS program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"dex\n", "an Android program"),
    (b"#!", "a script"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a Windows shortcut"),
    (b"[InternetShortcut]", "a link file"),
    (b"[Desktop Entry]", "a program launcher"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an installer or an old Office file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"MSCF", "a cabinet archive"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\x00", "a database"),
    (b"!<arch>\n", "a software package"),
    (b"\xed\xab\xee\xdb", "a software package"),
    (b"\x00asm", "a program"),
)
_AUDIO = (
    (b"fLaC", "FLAC"),
    (b"OggS", "Ogg"),
    (b"MAC ", "Monkey's Audio"),
    (b"wvpk", "WavPack"),
    (b"TTA1", "TTA"),
    (b"TTA2", "TTA"),
    (b"tBaK", "TAK"),
    (b"OFR ", "OptimFROG"),
    (b"MPCK", "Musepack"),
    (b"MP+", "Musepack"),
    (b"DSD ", "DSF"),
    (b"FRM8", "DSDIFF"),
    (b"caff", "CAF"),
    (b"\x0b\x77", "AC-3"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "ASF"),
    (b"riff\x2e\x91\xcf\x11", "Wave64"),
)
_IMAGES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
_ACTIVE_TEXT = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|script|hta:|svg|iframe)", re.I | re.S
)
_MARKUP_SCRIPT = re.compile(rb"^\s*(@echo\s+off|<\?php|function\s+\w+\s*\(|powershell)", re.I)
_RIFF = {b"WAVE": ("audio", "WAV"), b"WEBP": ("image", "WebP"), b"AVI ": ("other", "a video")}
_BRANDS_OF_IMAGES = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")


def judge(head: bytes) -> Finding:
    """Name the content by the first bytes of a file; 64 KB are enough, fewer may leave it unknown."""
    for known, content in ((_DANGEROUS, Content.DANGEROUS), (_AUDIO, Content.AUDIO), (_IMAGES, Content.IMAGE)):
        for signature, form in known:
            if head.startswith(signature) and not _is_coincidence(signature, head):
                return Finding(content, form)
    return _in_container(head) or _tagged(head) or _textual(head) or _by_frames(head) or Finding(Content.UNKNOWN)


def refusal(kind: FileKind, head: bytes) -> str:
    """Why a file that its name calls `kind` is not kept, as a sentence; '' where nothing speaks against it.

    What cannot be told apart is kept: verification looks closer.
    """
    finding = judge(head)
    if finding.content in (Content.DANGEROUS, Content.OTHER):
        return f"It calls itself {_article(kind)}, but it is {finding.form}."
    if kind == FileKind.AUDIO and finding.content in (Content.IMAGE, Content.TEXT):
        return f"It calls itself {_article(kind)}, but it is {finding.form}."
    if kind == FileKind.COVER and finding.content in (Content.AUDIO, Content.TEXT):
        return f"It calls itself {_article(kind)}, but it is {finding.form}."
    if kind in (FileKind.CUE, FileKind.LOG, FileKind.TEXT) and head and finding.content != Content.TEXT:
        return f"It calls itself {_article(kind)}, but it is {finding.form or 'no text'}."
    return ""


def _is_coincidence(signature: bytes, head: bytes) -> bool:
    """Two-letter signatures need a second witness: a text may well begin with BM, MZ or #!."""
    if signature == b"BM":
        return len(head) < 26 or head[6:10] != b"\0\0\0\0"
    if signature == b"MZ":
        return _is_text(head)
    if signature == b"\x0b\x77":
        return len(head) < 6 or head[5] >> 3 > 16
    return False


def _in_container(head: bytes) -> Finding | None:
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and len(head) >= 12:
        content, form = _RIFF.get(head[8:12], ("other", "a RIFF file without sound"))
        return Finding(Content(content), form)
    if head[:4] == b"FORM" and len(head) >= 12:
        is_sound = head[8:12] in (b"AIFF", b"AIFC")
        return Finding(Content.AUDIO, "AIFF") if is_sound else Finding(Content.OTHER, "an IFF file without sound")
    if head[4:8] == b"ftyp" and len(head) >= 12:
        is_image = head[8:12] in _BRANDS_OF_IMAGES
        return Finding(Content.IMAGE, "HEIF") if is_image else Finding(Content.AUDIO, "MP4")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return Finding(Content.AUDIO, "Matroska") if b"matroska" in head[:64] else Finding(Content.OTHER, "a video")
    if len(head) > 262 and head[257:262] == b"ustar":
        return Finding(Content.DANGEROUS, "a tar archive")
    if head.startswith(b"OFR"):
        return Finding(Content.AUDIO, "OptimFROG")
    return None


def _tagged(head: bytes) -> Finding | None:
    """Past an ID3v2 tag (https://id3.org/id3v2.4.0-structure) the content itself begins, if it is in sight."""
    if not head.startswith(b"ID3") or len(head) < _ID3_HEADER:
        return None
    size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    behind = head[_ID3_HEADER + size :]
    if not behind:
        return Finding(Content.AUDIO, "ID3")
    inner = judge(behind.lstrip(b"\0")) if not behind.startswith(b"ID3") else Finding(Content.AUDIO, "ID3")
    return inner if inner.content in (Content.DANGEROUS, Content.OTHER) else Finding(Content.AUDIO, "MP3")


def _textual(head: bytes) -> Finding | None:
    if not head or not _is_text(head):
        return None
    if _ACTIVE_TEXT.match(head) or _MARKUP_SCRIPT.match(head):
        return Finding(Content.DANGEROUS, "a script or a web page")
    return Finding(Content.TEXT, "text")


def _is_text(head: bytes) -> bool:
    """UTF-8, UTF-16 with a byte order mark, or an 8-bit code page: no NUL and hardly a control character."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return len(head) >= 4 and head.count(b"\0") * 8 > len(head)
    sample = head[:4096]
    if b"\0" in sample:
        return False
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 26, 27) for byte in sample)
    return controls * 50 < len(sample)


def _by_frames(head: bytes) -> Finding | None:
    """MPEG audio and AAC have no signature but frames: two that follow each other are one."""
    position = 0
    while 0 <= (position := head.find(b"\xff", position)) < len(head) - 4:
        length = mpeg_frame(head[position : position + 4]) or adts_frame(head[position : position + 6])
        following = head[position + length : position + length + 2] if length else b""
        if length and len(following) == 2 and following[0] == 0xFF and following[1] & 0xE0 == 0xE0:
            return Finding(Content.AUDIO, "MP3")
        position += 1
    return None


def _article(kind: FileKind) -> str:
    names = {FileKind.AUDIO: "music", FileKind.COVER: "a picture", FileKind.CUE: "a cue sheet", FileKind.LOG: "a log"}
    return names.get(kind, "a text")
