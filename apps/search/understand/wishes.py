"""Wishes about the copy: format, medium, quality, edition, live or not, with or without a remaster.

Wishes come in zones, "rip of the original 1985 cd", "en vinyle", "not the remaster": a wish word and the
small words around it. A wish word that is also an ordinary word ("live", "mono", "ape") counts only where a
zone can stand: at an edge, beside a comma or bracket, with a preposition, a negation or a noun as "version".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.search.domain import Quality, QueryType
from apps.search.understand import names
from apps.search.understand.draft import Draft
from apps.search.understand.languages import Role
from apps.search.understand.numerals import standard_bitrate
from apps.search.understand.phrases import plays
from apps.search.understand.tokens import Boundary
from apps.search.understand.worths import known_artist
from apps.search.vocabulary import Medium

_ALWAYS = (
    Role.FORMAT, Role.MEDIUM, Role.BITRATE, Role.VBR, Role.BIT_DEPTH, Role.SAMPLE_RATE, Role.LOG,
    Role.REMASTER,
)  # fmt: skip
WISHES = (*_ALWAYS, Role.QUALITY, Role.LIVE, Role.EDITION, Role.RELEASE_TYPE, Role.NATION, Role.LABEL)
_ALSO_WORDS = frozenset(
    "ape wave opus tak shorten web tape dat fm sat satellite cable line stream reel tidal bd dab mpc wv log "
    "cassette beatport bandcamp kassette cassetta casete cassete кассета кассеты kaseta kaset カセット".split()
)
_SURE_WORDS = frozenset("ep eps soundtrack ost reissue unplugged lossless hires remastered v0 v2".split())
_NEEDS_NOUN = (Role.NATION, Role.LABEL)
_ENDS_ONLY = frozenset("concert concerts concierto concerto konzert konserti концерт show small box clean".split())
_USUAL_BITRATES = frozenset({"320", "256", "192"})
_SPOKEN_IN = frozenset("in auf en em på на po op auf".split())
_EDITION_ENDS = frozenset("版 盘 盤 语 語".split())
_COUNTRIES = frozenset(
    "germany france italy spain portugal brazil brasil japan china korea russia sweden norway denmark finland "
    "netherlands holland poland canada australia ireland iceland europe mexico turkey greece usa us uk england "
    "britain america deutschland frankreich österreich schweiz england france allemagne italie espagne japon "
    "angleterre españa italia francia alemania japón méxico inglaterra frança alemanha itália japão germania "
    "spagna giappone sverige россия франция германия япония англия сша".split()
)
_PLACES = frozenset(
    "at in from on aus im en à au aux dal dalla alla allo nel nella ao al na no в на из från på op uit w".split()
)
_LANGUAGE_OF = {"english": "English"}  # a copy in English; an English band is from the UK
_HEARD_LIVE = (Medium.SOUNDBOARD, Medium.FM)
_COUNTED = re.compile(r"\d{1,3}(?:st|nd|rd|th|er|ème|eme|e|o|a)?")
_DATED_NOUNS = frozenset("mix edition version master".split())
_DATED = frozenset(
    {"remix", "reissue", "anniversary", "deluxe", "expanded", "stereo", "mono", "super deluxe", "half-speed"}
)


def read_wishes(draft: Draft) -> None:
    """Take every zone of wishes out of the draft."""
    _keep_titles_of_collections(draft)
    _keep_places(draft)
    draft.joined.update(n for n in range(len(draft.spans)) if _wish(draft, n) and _in_known_name(draft, n))
    for index in range(len(draft.spans)):
        if _wish(draft, index):
            first, last = _zone(draft, index)
            first = _behind_loose_nation(draft, first, last)
            if _stands(draft, first, last):
                _apply(draft, first, last)
        elif draft.has(index, Role.YEAR) and draft.has(index + 1, Role.COPY) and draft.key(index + 1) in _DATED_NOUNS:
            _edition(draft, draft.words(index, index + 1).lower())
            draft.because(index, index + 1, "is the edition")
            draft.take(index, index + 1)


def _wish(draft: Draft, index: int) -> bool:
    if draft.has(index, *WISHES):
        nameless = draft.has(index, Role.LABEL) and not draft.value(index, Role.LABEL)
        if nameless or draft.key(index) not in _ENDS_ONLY:
            return not nameless
        followed = draft.has(index + 1, Role.IN) and draft.has(index + 2, *WISHES)
        return draft.closes(index) or draft.at_start(index) or followed or draft.has(index - 1, Role.IN, Role.NOT)
    return _bare_bitrate(draft, index)


def _bare_bitrate(draft: Draft, index: int) -> bool:
    """A number such as 320 beside a format."""
    return (
        draft.free(index)
        and standard_bitrate(draft.key(index))
        and (
            (draft.key(index) in _USUAL_BITRATES and draft.at_end(index) and index >= 2)
            or draft.has(index - 1, Role.FORMAT)
            or draft.has(index + 1, Role.FORMAT)
            or (draft.has(index - 1, Role.IN) and draft.has(index - 2, Role.FORMAT))
        )
    )


def _keep_titles_of_collections(draft: Draft) -> None:
    """ "Greatest hits" and "the best of" say compilation and are a title, or its beginning, as well."""
    for index, span in enumerate(draft.spans):
        wanted = draft.has(index, Role.RELEASE_TYPE) and draft.value(index, Role.RELEASE_TYPE) == "compilation"
        if not wanted or span.length < 2 or draft.has(index - 1, Role.NOT):
            continue
        draft.said["release_type"] = "compilation"
        draft.because(index, index, "is a compilation")
        draft.joined.add(index)
        if not draft.at_start(index) and not draft.has(index - 1, Role.ARTICLE):
            draft.bars.add(span.start)
        draft.bars.add(span.end)


def _keep_places(draft: Draft) -> None:
    """ "Live at Leeds", "Live in Europe": the place belongs to the title."""
    for index, span in enumerate(draft.spans):
        if not draft.has(index, Role.LIVE) or span.length > 1 or not draft.free(index + 2):
            continue
        place = draft.key(index + 1) in _PLACES and not draft.has(index + 2, Role.YEAR) and not _wish(draft, index + 2)
        if place and not draft.has(index - 1, Role.NOT):
            draft.said["live"] = True
            draft.because(index, index + 1, "is a title that says live")
            draft.joined.add(index)


def _zone(draft: Draft, index: int) -> tuple[int, int]:
    """The first and last span of the wishes around a wish."""
    first = last = index
    while (reached := _next_wish(draft, last)) is not None:
        last = reached
    if draft.has(last + 1, Role.YEAR) and draft.has(last + 2, Role.COPY):
        last += 2
    while draft.has(last + 1, Role.COPY, Role.NOT_AFTER) and draft.before(last + 1) < Boundary.COMMA:
        last += 1
    while draft.before(first) < Boundary.BRACKET and _introduces(draft, first - 1, first):
        first -= 1
    return first, last


def _behind_loose_nation(draft: Draft, first: int, last: int) -> int:
    """Where the zone begins if a nation at its beginning says nothing of the copy: "África Brasil em flac"."""
    alone = draft.has(first, Role.NATION) and not draft.has(first, *_ALWAYS, Role.EDITION, Role.LIVE)
    while first < last and alone and not draft.has(first + 1, Role.COPY) and draft.free(first - 1):
        first += 1
        if _wish(draft, first):
            break
    return first


def _next_wish(draft: Draft, last: int) -> int | None:
    """The next wish that only small words part from this one."""
    for index in range(last + 1, min(last + 5, len(draft.spans))):
        if draft.before(index) >= Boundary.COMMA:
            return None
        if _wish(draft, index):
            return index
        small = draft.has(index, Role.AND, Role.IN, Role.COPY, Role.NOT, Role.ARTICLE, Role.NOT_AFTER)
        if not small and not (draft.has(index, Role.YEAR) and _wish(draft, index + 1)):
            return None
    return None


def _introduces(draft: Draft, index: int, wish: int) -> bool:
    if draft.has(index, Role.IN, Role.ARTICLE, Role.NOT, Role.AND, Role.COPY):
        return not draft.has(index, Role.HAS) or draft.spans[wish].start != draft.spans[index].end
    if draft.has(index, Role.YEAR):
        dated = draft.has(wish, Role.REMASTER) or (
            draft.has(wish, Role.EDITION) and draft.value(wish, Role.EDITION) in _DATED
        )
        return dated or (draft.has(index - 1, Role.ARTICLE) and draft.left() > 3)
    anniversary = draft.has(wish, Role.EDITION) and draft.value(wish, Role.EDITION) == "anniversary"
    return anniversary and draft.free(index) and bool(_COUNTED.fullmatch(draft.key(index)))


def _stands(draft: Draft, first: int, last: int) -> bool:
    """Whether these words are a wish here, and not part of a name."""
    wishes = [index for index in range(first, last + 1) if _wish(draft, index)]
    if len(wishes) == 1 and _named_by_it(draft, first) and not draft.has(first, Role.FORMAT, Role.QUALITY):
        return False
    if any(_sure(draft, index) for index in wishes):
        return True
    if draft.left() <= last - first + 1:
        return False
    small = [index for index in range(first, last + 1) if index not in wishes]
    noun = any(draft.has(index, Role.COPY, Role.NOT, Role.NOT_AFTER) for index in small)
    if draft.before(first) == Boundary.DASH and first == last and draft.at_end(last):
        return False
    if all(draft.has(index, *_NEEDS_NOUN) for index in wishes):
        label = draft.has(first, Role.LABEL) and first == last and draft.at_end(last) and first > 0
        apart = label and (draft.before(first) >= Boundary.BRACKET or _is_initials(draft, first))
        return noun or apart or _spoken(draft, first, last)
    introduced = any(draft.has(index, Role.IN) for index in small if index < wishes[0])
    leads = draft.at_start(first) and _leads_to_name(draft, first, last)
    return noun or introduced or leads or _closes(draft, last) or draft.has(last + 1, Role.ALBUM)


def _closes(draft: Draft, last: int) -> bool:
    """Whether nothing follows but a year: "live 1974", "original de 1974"."""
    if draft.closes(last):
        return True
    year = last + 2 if draft.has(last + 1, Role.IN_YEAR, Role.OF) else last + 1
    return last > 1 and draft.has(year, Role.YEAR) and draft.closes(year)


def _in_known_name(draft: Draft, wish: int) -> bool:
    """ "Soda Stereo", "Original Dixieland Jass Band": a known artist's name with the wish's word in it."""
    for first in range(max(0, wish - 3), wish + 1):
        for last in range(wish, min(wish + 4, len(draft.spans))):
            inside = range(first, last + 1)
            whole = all(draft.free(n) and (n == first or draft.before(n) <= Boundary.SPACE) for n in inside)
            if last > first and whole:
                tokens = draft.tokens[draft.spans[first].start : draft.spans[last].end]
                if draft.key(wish) in _ENDS_ONLY and names.title(tokens) is not None:
                    return True
                name = names.artist(tokens)
                if name is not None and name.match == names.Match.WHOLE and " & " not in name.proper:
                    return True
    return False


def _leads_to_name(draft: Draft, first: int, last: int) -> bool:
    """ "konzert von nena", but not "concierto de aranjuez": an event is of an artist."""
    if draft.key(first) not in _ENDS_ONLY:
        return draft.has(last + 1, Role.OF, Role.BY, Role.ALBUM, Role.TRACK, Role.IN)
    linked = draft.has(last + 1, Role.OF, Role.BY)
    begin, end = last + (2 if linked else 1), len(draft.spans)
    while end > begin and draft.has(end - 1, Role.YEAR, Role.AFTER_YEAR):
        end -= 1
    if begin >= end:
        return False
    return known_artist(draft.tokens[draft.spans[begin].start : draft.spans[end - 1].end], draft.language) is not None


def _is_initials(draft: Draft, label: int) -> bool:
    """ "… tabula rasa ecm": a label's initials behind several words are no part of a title."""
    key = draft.key(label)
    return len(key) <= 3 and label >= 3 and not names.everyday(key) and not plays(key, Role.WORD)


def _spoken(draft: Draft, first: int, last: int) -> bool:
    """ "på svenska", "in italian": a language with its preposition, at the end."""
    span = draft.spans[last]
    if draft.tokens[span.start].unspaced:
        return draft.tokens[span.end - 1].key in _EDITION_ENDS
    prepared = last > first and draft.key(last - 1) in _SPOKEN_IN and draft.key(last) not in _COUNTRIES
    return draft.closes(last) and (prepared or span.length > 1)


def _named_by_it(draft: Draft, first: int) -> bool:
    """ "the band Live", "by Mono": what follows is a name, whatever the word."""
    return first > 0 and draft.before(first) <= Boundary.SPACE and draft.spans[first - 1].has(Role.ARTIST, Role.BY)


def _sure(draft: Draft, index: int) -> bool:
    span = draft.spans[index]
    key = draft.key(index)
    if key in _ALSO_WORDS:
        return draft.has(index - 1, Role.FORMAT) or draft.has(index + 1, Role.FORMAT)
    if draft.has(index, *_NEEDS_NOUN) and not draft.has(index, *_ALWAYS):
        return False
    if key in _SURE_WORDS or draft.has(index, *_ALWAYS) or _bare_bitrate(draft, index):
        return True
    if draft.has(index, Role.LIVE) and draft.spans[index].length == 1:
        return False
    return span.length > (2 if draft.tokens[span.start].unspaced else 1)


def _apply(draft: Draft, first: int, last: int) -> None:
    for index, wanted in _with_negation(draft, first, last):
        year = _year_beside(draft, index, first)
        for role in WISHES:
            kind_refused = role == Role.LIVE and not wanted and draft.has(index, Role.RELEASE_TYPE)
            if draft.has(index, role) and not kind_refused:
                _say(draft, role, draft.value(index, role), wanted, year, draft.key(index))
        if _bare_bitrate(draft, index):
            _say(draft, Role.BITRATE, draft.key(index), wanted, None)
    draft.because(first, last, "is a wish about the copy")
    leads = draft.at_start(first)
    _drop_adjectives(draft, first, last)
    draft.take(*range(first, last + 1))
    if leads and draft.has(last + 1, Role.OF, Role.BY) and not draft.has(last + 1, Role.ARTICLE):
        draft.take(last + 1)


def _drop_adjectives(draft: Draft, first: int, last: int) -> None:
    """ "cleanest vinyl rip of …": what stands before the first wish of "… of" only praises it."""
    before = [index for index in range(first) if draft.free(index)]
    if before and len(before) <= 2 and draft.has(last, Role.COPY) and draft.has(last + 1, Role.OF):
        draft.take(*before, last + 1)


def _with_negation(draft: Draft, first: int, last: int) -> Iterator[tuple[int, bool]]:
    """Each wish of a zone, and whether it is wanted: "no mp3 or ogg" refuses both, "no mp3 flac" one."""
    refused = False
    for index in range(first, last + 1):
        if _wish(draft, index):
            after = index + 1
            while draft.has(after, Role.COPY) and not draft.has(after, Role.NOT_AFTER):
                after += 1
            yield index, not (refused or (after <= last and draft.has(after, Role.NOT_AFTER)))
            refused = refused and draft.has(index + 1, Role.AND)
        elif draft.has(index, Role.NOT):
            refused = True


def _year_beside(draft: Draft, index: int, first: int) -> str | None:
    for near in (index - 1, index + 1):
        if near >= first and draft.has(near, Role.YEAR) and "-" not in draft.value(near, Role.YEAR):
            return draft.value(near, Role.YEAR)
    if index > first and draft.free(index - 1) and _COUNTED.fullmatch(draft.key(index - 1)):
        return draft.key(index - 1)
    return None


def _say(draft: Draft, role: Role, value: str, wanted: bool, year: str | None, spoken: str = "") -> None:
    said = draft.said
    if role in (Role.FORMAT, Role.MEDIUM, Role.RELEASE_TYPE) and not wanted:
        name = {Role.FORMAT: "exclude_format", Role.MEDIUM: "exclude_source"}.get(role, "exclude_release_type")
        _append(draft, name, value)
    elif role == Role.FORMAT:
        _append(draft, "format", value)
    elif role == Role.MEDIUM:
        said.setdefault("source", value)
        if value in _HEARD_LIVE:
            said["live"] = True
    elif role == Role.RELEASE_TYPE:
        said.setdefault("release_type", value)
    elif role == Role.REMASTER:
        said["remaster"] = wanted
        if year and wanted:
            _edition(draft, f"{year} remaster")
    elif role == Role.LIVE:
        said["live"] = wanted == (value != "studio")
    elif role in (Role.EDITION, Role.NATION):
        value = _LANGUAGE_OF.get(spoken, value)
        _say_edition(draft, value, wanted, year)
    elif wanted:
        _say_number(draft, role, value)


def _say_edition(draft: Draft, value: str, wanted: bool, year: str | None) -> None:
    if not wanted:
        _append(draft, "exclude_edition", value)
        return
    if year and (value in _DATED or not (year.isdigit() and len(year) == 4)):
        value = f"{year} {value}"
    elif year:
        draft.said["year"] = int(year)
    _edition(draft, value)
    if value in ('12"', '7"', "radio edit", "extended", "acoustic", "demo"):
        draft.kind = draft.kind or QueryType.TRACK


def _say_number(draft: Draft, role: Role, value: str) -> None:
    if role == Role.QUALITY:
        draft.said["quality"] = Quality(value)
    elif role == Role.LOG:
        draft.said["log"] = True
    elif role == Role.SAMPLE_RATE:
        rate = float(value)
        draft.said["sample_rate_khz"] = int(rate) if rate.is_integer() else rate
    elif role in (Role.VBR, Role.LABEL):
        draft.said[role.name.lower()] = value
    else:
        draft.said[role.name.lower()] = int(value)


def _edition(draft: Draft, value: str) -> None:
    said = str(draft.said.get("edition", ""))
    if value not in said.split():
        draft.said["edition"] = f"{said} {value}".strip()


def _append(draft: Draft, name: str, value: str) -> None:
    values = draft.said.get(name, ())
    if isinstance(values, tuple) and value not in values:
        draft.said[name] = (*values, value)
