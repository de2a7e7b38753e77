"""Scene names: "Artist-Title-(catalogue)-SOURCE-FORMAT-LANGUAGE-YEAR-GROUP", words joined by underscores or dots."""

import itertools
import re

from apps.search.titles.groups import plain_group, without_postings
from apps.search.titles.kind_words import MUSIC_VIDEO_WORDS, VIDEO_WORDS
from apps.search.titles.notes import EDITION_WORDS, is_edition_note
from apps.search.titles.numbers import Tags
from apps.search.titles.pieces import Reading, read_part, split_parts
from apps.search.titles.spelling import is_various, spell_name
from apps.search.titles.tag_words import LANGUAGES, TAG_WORDS
from apps.search.titles.tags import WORD, is_trailing_tag, read_tags
from apps.search.titles.years import YEAR
from apps.search.vocabulary import Medium

_MAIN_DASH = re.compile(r" -+ ?|-+ |--+")
_SCENE_END = re.compile(r"-(?<!\s-)[(\[]?(?:19\d|20[0-3])[\dx][)\]]?(?:-\S+)?$")
_BETWEEN_DIGITS = re.compile(r"-(?<=\d-)(?=\d)")
_OUTER_HYPHEN = re.compile(r"-(?![^(\[{]*[)\]}])")
_YEAR = re.compile(r"[(\[]?(?:web|cd|vinyl|lp|ep)?((?:19\d|20[0-3])[\dx])[)\]]?", re.IGNORECASE)
_DATE = re.compile(rf"-\d\d-\d\d-({YEAR})(?=-|$)|-({YEAR})-\d\d-\d\d(?=-|$)")
_CATALOGUE_NUMBER = re.compile(r"[A-Z]{2,}[A-Z0-9]*\d{2,}[A-Z0-9]*")
_DEPTH_AND_RATE = re.compile(r"-(16|24)-(44|48|88|96|176|192)(?=-|$)")
_UNKNOWN_CODE = re.compile(r"(?![IVX]+$)[A-Z]{1,4}")
_RUNNING_NUMBER = re.compile(r"^\d{2,3}-(?=\S)")


def is_hyphenated(text: str, underscored: bool) -> bool:
    """Whether a title (in one spelling) is a scene name rather than one with dashes between its names."""
    hyphens = text.count("-")
    if not hyphens:
        return False
    if underscored or " " not in text:
        return hyphens > len(_BETWEEN_DIGITS.findall(text))
    if _main_dash(text) is not None:
        return _SCENE_END.search(text) is not None
    return hyphens > 1 + len(_BETWEEN_DIGITS.findall(text)) or text[:3].upper() == "VA-"


def _main_dash(text: str) -> re.Match[str] | None:
    """The dash between artist and title, where the hyphens of the tags are told from it."""
    if "- " in text or " -" in text or "--" in text:
        return _MAIN_DASH.search(text)
    return None


def read_hyphenated(text: str) -> Reading:
    """Read a scene name. What stands behind the year is the group; tags stand between the title and the year."""
    reading = Reading()
    text = without_postings(text)
    artist = ""
    dash = _main_dash(text)
    if dash is not None and dash.start() > 0 and dash.end() < len(text):
        artist = _RUNNING_NUMBER.sub("", text[: dash.start()])
        text = text[dash.end() :]
    segments = _segments(text)
    due = 1 if artist else 2
    if not segments:
        return reading
    year = _read_year(segments, reading)
    if year is not None:
        segments = _read_group_behind(segments, year, due, reading)
    else:
        segments = _take_group(segments, due, reading)
    _name(_take_tags(segments, due, reading), artist, reading)
    return reading


def _segments(text: str) -> list[str]:
    """What stands between the hyphens that are in no brackets; dates and "24-96" in one."""
    segments = _split(text)
    if any(len(segment) == 2 and segment.isdecimal() for segment in segments):
        segments = _split(_DEPTH_AND_RATE.sub(r"-\1 \2", _DATE.sub(r"-\1\2", text)))
    return segments


def _split(text: str) -> list[str]:
    parts = _OUTER_HYPHEN.split(text) if "(" in text or "[" in text or "{" in text else text.split("-")
    return [stripped for part in parts if (stripped := part.strip())]


def _read_year(segments: list[str], reading: Reading) -> int | None:
    """Read the year, alone or glued to a medium ("WEB2009"); returns which segment it is."""
    for at in range(len(segments) - 1, 0, -1):
        if segments[at][-1] not in "0123456789xX)]":
            continue
        match = _YEAR.fullmatch(segments[at])
        if match is not None:
            if match[1].isdecimal():
                reading.tags.add({"year": int(match[1])})
            if match.start(1) > 1:
                reading.tags.add(read_tags(WORD.findall(match[0].lower())).values)
            return at
    return None


def _read_group_behind(segments: list[str], year: int, due: int, reading: Reading) -> list[str]:
    """Read what stands behind the year; returns what stands before it, or around it if the title comes later."""
    before, behind = segments[:year], segments[year + 1 :]
    if due == 2 and year == 1 and len(behind) > 1:
        before, behind = [segments[0], behind[0]], behind[1:]
    group = next((name for each in behind if (name := plain_group(each)) and not _is_tag_segment(name, reading)), "")
    if not group:
        return before
    reading.group = group
    return [segment for segment in before if segment != group or len(before) <= due]


def _take_group(segments: list[str], due: int, reading: Reading) -> list[str]:
    """Without a year the group is the last segment, if it is one word and a whole name is left before it."""
    last = segments[-1].strip("[]") if len(segments) > 1 else ""
    if not last or " " in last or _is_tag_segment(last, reading):
        return segments
    words = WORD.findall(segments[-2].lower())
    tagged = len(words) > 1 and (_is_dotted_tag(words[-1]) or words[-1] in TAG_WORDS)
    if not tagged and len(segments) <= due:
        return segments
    reading.group = plain_group(last)
    return segments[:-1]


def _take_tags(segments: list[str], due: int, reading: Reading) -> list[str]:
    """Read the segments behind the title that are tags, from the last to the first; returns those that are none."""
    while len(segments) > due and _is_tag_segment(segments[-1], reading):
        segments = segments[:-1]
    if len(segments) == 2 == due and _is_format_or_medium(segments[1].lower()):
        reading.tags.add(TAG_WORDS[segments[1].lower()].values)
        return segments[:1]
    if len(segments) > due and _UNKNOWN_CODE.fullmatch(segments[-1]) and not segments[-2].isupper():
        segments = segments[:-1]
    return segments


def _is_format_or_medium(word: str) -> bool:
    """Whether a segment where the title is due is a tag all the same: no album is called "FLAC" or "WEB"."""
    known = TAG_WORDS.get(word)
    return known is not None and (known.strong or known.values.get("source") in (Medium.WEB, Medium.CD))


def _is_tag_segment(segment: str, reading: Reading) -> bool:
    """Whether a segment is no name; its tags are kept."""
    lower = segment.lower()
    if lower in LANGUAGES and segment.isupper():
        reading.tags.add({"language": LANGUAGES[lower]})
        return True
    if lower.isalpha():
        return _is_tag_word(lower, segment, reading)
    words = WORD.findall(lower)
    tags = read_tags(words)
    if not tags.strong and tags.unknown < 2 and is_edition_note(words):
        reading.note_edition(segment, tags)
        reading.tags.add(tags.values)
        return True
    if segment[0] in "([" and segment[-1] in ")]":
        reading.tags.add(tags.values)
        return True
    if tags.pure or _CATALOGUE_NUMBER.fullmatch(segment):
        reading.tags.add(tags.values)
        return True
    return bool(words) and all(word in TAG_WORDS or word in VIDEO_WORDS or word in MUSIC_VIDEO_WORDS for word in words)


def _is_tag_word(word: str, segment: str, reading: Reading) -> bool:
    """The same for a segment of one word without digits."""
    known = TAG_WORDS.get(word)
    if known is None:
        return word in VIDEO_WORDS or word in MUSIC_VIDEO_WORDS
    if word in EDITION_WORDS:
        reading.note_edition(segment, Tags(dict(known.values)))
    reading.tags.add(known.values)
    return True


def _name(segments: list[str], artist: str, reading: Reading) -> None:
    if artist and len(segments) > 1 and segments[-1].lower() == "split":
        artist = " - ".join([artist, *segments[:-1]])
        segments = segments[-1:]
    if not artist and len(segments) > 1:
        at = _title_at(segments)
        artist, segments = "-".join(segments[:at]), segments[at:]
    title = "-".join(segments)
    if " " not in title:
        title = _without_dotted_tags(title, reading)
    pieces = [title] if title else []
    if "(" in title or "[" in title or "{" in title:
        pieces = [piece for part in split_parts(title) for piece in part]
    if pieces:
        part = read_part(pieces, reading, protected=True)
        reading.album = spell_name(part.name or title) or None
    reading.artist = spell_name(artist) or None


def _without_dotted_tags(title: str, reading: Reading) -> str:
    """A title in dots without the year, medium and format behind it ("Album.Title.2017.FLAC")."""
    words = title.split(".")
    last = len(words)
    while last > 1 and _is_dotted_tag(words[last - 1].lower()):
        last -= 1
    if last < len(words):
        reading.tags.add(read_tags([word.lower() for word in words[last:]]).values)
    return ".".join(words[:last])


def _is_dotted_tag(word: str) -> bool:
    return is_trailing_tag(word) or word in VIDEO_WORDS or word in MUSIC_VIDEO_WORDS


def _title_at(segments: list[str]) -> int:
    """Which segment the title begins with, where artist or title have hyphens of their own.

    A hyphen inside a name is likelier where a short piece stands beside it ("T-Pain", "Capone-N-Noreaga") and
    between single words; the cheapest reading wins, and of two the one with the longer artist.
    """
    if len(segments) == 2 or is_various(segments[0]):
        return 1
    costs = [_hyphen_cost(left, right) for left, right in itertools.pairwise(segments)]
    total = sum(costs)
    return min(range(1, len(segments)), key=lambda at: (total - costs[at - 1], -at))


def _hyphen_cost(left: str, right: str) -> float:
    last, first = left.rpartition(" ")[2], right.partition(" ")[0]
    single = " " not in left
    short = len(last) <= (3 if single else 1) or len(first) <= (1 if " " in right else 3)
    if single:
        return 0.2 if short else 0.6
    return 0.5 if short else 1.0
