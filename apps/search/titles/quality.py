"""Settling format and quality against each other, and filling in what custom implies."""

from typing import Any

from apps.search.titles.spelling import Spelling
from apps.search.titles.tag_words import TAG_WORDS
from apps.search.vocabulary import LOSSLESS_FORMATS, AudioFormat, Medium

_ITUNES_PLUS_BITRATE = 256
_SCENE_WEB_BITRATE = 320
_LOSSLESS = frozenset(str(one) for one in LOSSLESS_FORMATS)


def settle_quality(values: dict[str, Any], spelling: Spelling, from_group: bool) -> None:
    """Make the fields of a title agree; name in ``inferred`` those that it does not state.

    ``from_group``: a scene group made the release.
    """
    inferred = list(values.get("inferred", ()))
    if "format" not in values:
        _infer_format(values, inferred, spelling, from_group)
    format_ = values.get("format")
    if format_ is not None:
        _settle_lossless(values, format_)
        if format_ == AudioFormat.AAC and "bitrate" not in values and "itunes plus" in spelling.text.lower():
            values["bitrate"] = _ITUNES_PLUS_BITRATE
            inferred.append("bitrate")
    if inferred:
        values["inferred"] = tuple(inferred)


def _infer_format(values: dict[str, Any], inferred: list[str], spelling: Spelling, from_group: bool) -> None:
    """The format by a file's extension; else MP3 for a bare bitrate, and for a scene name: all others are named."""
    if spelling.extension in TAG_WORDS:
        values.update(TAG_WORDS[spelling.extension].values)
        return
    if values.get("lossless") or "video" in values:
        return
    by_custom = from_group and "year" in values and "bit_depth" not in values
    if not by_custom and "bitrate" not in values and "vbr" not in values:
        return
    values["format"] = AudioFormat.MP3
    inferred.append("format")
    if from_group and "bitrate" not in values and values.get("source") == Medium.WEB:
        values["bitrate"] = _SCENE_WEB_BITRATE
        inferred.append("bitrate")


def _settle_lossless(values: dict[str, Any], format_: AudioFormat) -> None:
    """Whether it is lossless follows from the format, but for those that are both; only then it has a bit depth."""
    if values.get("lossless"):
        if format_ == AudioFormat.AAC:
            values["format"] = AudioFormat.ALAC
            return
        if format_ == AudioFormat.WMA:
            return
    values["lossless"] = str(format_) in _LOSSLESS
    if not values["lossless"]:
        values.pop("bit_depth", None)
