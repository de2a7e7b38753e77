"""The frame of a request: nouns of what is asked for, "anything by", "like".

What a frame leaves is the line of names that `splits` parts into artist and title.
"""

from __future__ import annotations

from apps.search.domain import QueryType
from apps.search.understand import names
from apps.search.understand.draft import Draft
from apps.search.understand.edges import particle, strip_end
from apps.search.understand.languages import Role
from apps.search.understand.phrases import plays
from apps.search.understand.tokens import Boundary

_KINDS = {Role.ALBUM: QueryType.ALBUM, Role.TRACK: QueryType.TRACK, Role.ARTIST: QueryType.ARTIST}
_NOUNS = (Role.ALBUM, Role.TRACK)
_BESIDE_NOUN = (Role.NEWEST, Role.ORDINAL)
_LIKE = frozenset({"like", "wie", "comme", "como", "come"})
_BEFORE_LIKE = frozenset("just feel feels sound sounds smells look looks walk more much something".split())
_PERFORMED = frozenset("cover rendition take performance interpretation coverversion reprise versione cover".split())
_LOOSE = frozenset({"days", "era", "period", "one", "ones", "line up", "lineup"})
"""What tells whose version only behind a name: "10,000 Days" and "… as one" are titles."""
_DEBUTS = frozenset("debut début debüt estreia debutto esordio дебют".split())


def read_frame(draft: Draft) -> None:
    """Take the frame out of the draft: what is asked for, and words that only lead to a name."""
    _pairs(draft)
    _similar_after(draft)
    _similar_inside(draft)
    while draft.left() > 0 and _left(draft, draft.first()):
        pass
    while draft.left() > 1 and _right(draft, draft.last()):
        pass
    _inside(draft)
    _lead_newest(draft)
    strip_end(draft)


def _pairs(draft: Draft) -> None:
    """ "first album", "новый альбом", "disco nuevo": what counts or dates an album, beside its noun."""
    for index in range(len(draft.spans)):
        if not draft.has(index, *_BESIDE_NOUN):
            continue
        for noun in (index + 1, index - 1):
            if draft.has(noun, *_NOUNS) and draft.before(max(index, noun)) <= Boundary.SPACE:
                _say_which(draft, index)
                draft.take(index)
                _take_noun(draft, noun)
                if draft.has(min(index, noun) - 1, Role.ARTICLE):
                    draft.take(min(index, noun) - 1)
                break


def _say_which(draft: Draft, index: int) -> None:
    if draft.has(index, Role.ORDINAL):
        draft.said["ordinal"] = int(draft.value(index, Role.ORDINAL))
        draft.because(index, index, "counts the artist's releases")
    else:
        draft.said["newest"] = True
        draft.because(index, index, "asks for the newest")


def _take_noun(draft: Draft, index: int) -> None:
    role = next(role for role in _KINDS if draft.has(index, role))
    if draft.kind is None or draft.kind == QueryType.ARTIST:
        draft.kind = _KINDS[role]
        draft.because(index, index, f"asks for an {role.name.lower()}" if role != Role.TRACK else "asks for a track")
    draft.take(index)


def _similar_after(draft: Draft) -> None:
    """ "X みたいな曲", "和X差不多的歌手": the word for likeness stands behind the name."""
    for index in range(len(draft.spans)):
        if draft.has(index, Role.SIMILAR_AFTER) and not draft.at_start(index) and draft.closes(index):
            _say_similar(draft, index)
            if draft.has(draft.first(), Role.SIMILAR, Role.AND):
                draft.take(draft.first())


def _say_similar(draft: Draft, index: int) -> None:
    """Likeness is wished for; "albums like" asks for albums, any title else is a song's."""
    span = draft.spans[index]
    if any(plays(token.key, Role.ALBUM) for token in draft.tokens[span.start : span.end]):
        draft.kind = draft.kind or QueryType.ALBUM
    draft.said["similar"] = True
    draft.because(index, index, "asks for something like it")
    draft.take(index)


def _similar_inside(draft: Draft) -> None:
    """ "90s shoegaze like ride": what is before the word says what kind, and names nothing."""
    for index in draft.indexes():
        if draft.key(index) in _LIKE and not draft.at_start(index) and draft.free(index + 1):
            rest = draft.tokens[draft.spans[index + 1].start :]
            name = names.artist(rest)
            if name is not None and name.match == names.Match.WHOLE and draft.key(index - 1) not in _BEFORE_LIKE:
                draft.said["similar"] = True
                draft.artist_alone = True
                draft.because(index, index, "asks for something like it")
                draft.take(*(earlier for earlier in range(index + 1) if draft.free(earlier)))
            return


def _left(draft: Draft, index: int) -> bool:
    """Take one leading word of the frame; False when a name begins."""
    begun = any(draft.used[:index])
    only = draft.left() == 1
    if draft.has(index, Role.SIMILAR) and not only and (_long(draft, index) or begun):
        _say_similar(draft, index)
        return True
    if draft.has(index, Role.ALL, Role.ANY) and not only and _asks_for_artist(draft, index):
        draft.kind = QueryType.ARTIST
        draft.artist_alone = True
        if draft.has(index, Role.ALL):
            draft.said["release_type"] = "discography"
        draft.because(index, index, "asks for an artist")
        draft.take(index)
        return True
    if draft.has(index, Role.ARTICLE) and draft.has(index + 1, *_KINDS) and _leading_noun(draft, index + 1, True):
        draft.take(index)
        _take_noun(draft, index + 1)
        return True
    noun_before = index > 0 and draft.used[index - 1] and draft.spans[index - 1].has(*_NOUNS)
    if noun_before and not draft.has(index, Role.ARTIST, Role.BY, Role.OF):
        return False
    if draft.has(index, *_KINDS) and not only and _leading_noun(draft, index, begun):
        _take_noun(draft, index)
        return True
    if _begins_title(draft, index):
        return False
    if draft.has(index, Role.BY, Role.OF) and not only and begun and not draft.has(index, Role.ARTICLE):
        draft.artist_alone = draft.artist_alone or _names_no_title(draft, index)
        draft.take(index)
        return True
    if draft.has(index, Role.COPY) and draft.has(index + 1, Role.OF, Role.BY, Role.IN) and draft.left() > 2:
        if draft.key(index) in _PERFORMED:
            draft.kind = draft.kind or QueryType.TRACK
        draft.take(index, index + 1)
        return True
    named = index > 0 and draft.used[index - 1] and draft.spans[index - 1].has(*_NOUNS)
    if begun and not only and not named and draft.has(index, Role.FILLER, Role.AND):
        draft.take(index)
        return True
    return False


def _names_no_title(draft: Draft, index: int) -> bool:
    """Whether "by" follows a noun or "anything" straight away, so that an artist comes next."""
    return index > 0 and draft.used[index - 1] and draft.spans[index - 1].has(*_NOUNS, Role.ALL, Role.ANY)


def _long(draft: Draft, index: int) -> bool:
    span = draft.spans[index]
    return span.length > 1


def _asks_for_artist(draft: Draft, index: int) -> bool:
    """ "Anything" and "everything" need their "by": both are names too."""
    linked = draft.has(index + 1, Role.BY, Role.OF, Role.HAS) or draft.has(index + 1, Role.SIMILAR)
    return (
        linked
        or (draft.has(index, Role.ALL) and draft.spans[index].length > 1)
        or (draft.has(index, Role.ALL) and draft.key(index).startswith(("disco", "диско")))
    )


def _leading_noun(draft: Draft, index: int, introduced: bool) -> bool:
    """Whether a noun at the start leads to a name and is not one itself ("album of the year", "song 2")."""
    if not draft.free(index + 1) or draft.before(index + 1) >= Boundary.DASH:
        return draft.free(index + 1) and introduced and not draft.has(index, Role.ARTIST)
    if draft.language in (None, "en") and draft.has(index + 1, Role.OF) and draft.key(index + 1) == "of":
        return False
    if draft.has(index, Role.ALBUM):
        return introduced or draft.spans[index].roles.get(Role.WORD) is None
    linked = draft.has(index + 1, Role.OF) and not _begins_title(draft, index + 1)
    plain = draft.language not in (None, "en") and not linked
    long = draft.spans[index].length > 1
    return introduced or plain or long or draft.before(index + 1) == Boundary.QUOTE or draft.has(index + 1, Role.BY)


def _begins_title(draft: Draft, index: int) -> bool:
    """ "la canción De música ligera de Soda Stereo": a capital and a later, small link to the artist."""
    if not draft.has(index, Role.OF) or not draft.tokens[draft.spans[index].start].text[0].isupper():
        return False
    later = range(index + 2, len(draft.spans))
    return any(draft.has(n, Role.OF) and draft.tokens[draft.spans[n].start].text[0].islower() for n in later)


def _right(draft: Draft, index: int) -> bool:
    """Take one trailing word of the frame; False when a name ends."""
    if draft.has(index, Role.ALL, Role.ANY) and _trailing_all(draft, index):
        draft.kind = QueryType.ARTIST
        draft.artist_alone = True
        if draft.has(index, Role.ALL):
            draft.said["release_type"] = "discography"
        draft.because(index, index, "asks for an artist")
        draft.take(index)
        return True
    if draft.has(index, *_KINDS):
        return _trailing_noun(draft, index)
    if draft.has(index, *_BESIDE_NOUN) and draft.left() > 1 and _says_album(draft, index):
        draft.kind = draft.kind or QueryType.ALBUM
        _say_which(draft, index)
        draft.take(index)
        return True
    if draft.has(index, Role.SELF_TITLED) and draft.left() > 1:
        return _self_titled(draft, index)
    bracketed = draft.tokens[draft.spans[index].start].bracket > 0
    whose = draft.has(index, Role.ONE) and draft.kind != QueryType.ALBUM and draft.left() > 2 and not bracketed
    if whose and (draft.key(index) not in _LOOSE or _behind_artist(draft, index)):
        draft.title_first = True
        draft.kind = draft.kind or QueryType.TRACK
        draft.because(index, index, "names whose version")
        draft.take(index)
        return True
    if draft.has(index, Role.FILLER, Role.AND, Role.HAS, Role.IN, Role.BY) and (
        draft.opens(index) or particle(draft, index)
    ):
        draft.take(index)
        return True
    return False


def _behind_artist(draft: Draft, index: int) -> bool:
    """Whether "the" and a known artist stand right before: "the peter gabriel era", but not "10,000 days"."""
    end = draft.spans[index].start
    return any(
        draft.spans[first - 1].has(Role.ARTICLE)
        and names.artist(draft.tokens[draft.spans[first].start : end]) is not None
        for first in range(max(1, index - 4), index)
    )


def _says_album(draft: Draft, index: int) -> bool:
    """ "portishead's debut", "山下達郎のニューアルバム": the word is counter and noun in one."""
    if draft.has(index, Role.NEWEST) and draft.tokens[draft.spans[index].start - 1].possessive:
        return True  # "frank ocean's latest"
    return draft.key(index) in _DEBUTS or draft.tokens[draft.spans[index].end - 1].key in ("ム", "辑", "作", "譜")


def _trailing_all(draft: Draft, index: int) -> bool:
    span = draft.spans[index]
    return (draft.has(index, Role.ALL) and (span.length > 1 or draft.key(index).startswith("disco"))) or (
        span.length > 1 and draft.tokens[span.start].unspaced
    )


def _trailing_noun(draft: Draft, index: int) -> bool:
    if draft.has(index, Role.ARTIST) and not draft.has(index, *_NOUNS):
        alone = draft.left() == 2 and draft.has(index - 1, Role.ARTICLE)
        plain = draft.opens(index) or draft.tokens[draft.spans[index].start].unspaced
        if alone or not plain:
            return False
    if draft.has(index - 1, Role.COLOUR) and draft.has(index, Role.ALBUM):
        _nickname(draft, index)
        return False
    if _lp_of_title(draft, index) or _counted(draft, index) or _described(draft, index):
        return False
    begins = next(n for n in range(index, -1, -1) if n == 0 or draft.before(n) >= Boundary.DASH)
    if (draft.left() == 2 and draft.has(index - 1, Role.ARTICLE)) or (begins and index - begins < 2):
        return False
    _take_noun(draft, index)
    if draft.has(index - 1, Role.ARTICLE) and draft.left() > 1:
        draft.take(index - 1)
    return True


def _counted(draft: Draft, index: int) -> bool:
    """ "13 Songs": a number and a plural make a title."""
    return draft.has(index, Role.TRACK) and draft.key(index).endswith("s") and draft.key(index - 1).isdigit()


def _described(draft: Draft, index: int) -> bool:
    """ "Гранатовый альбом": with an adjective that means nothing else here, the noun belongs to the title."""
    adjective = draft.free(index - 1) and not draft.spans[index - 1].roles
    return adjective and draft.has(index, Role.ALBUM) and draft.key(index - 1).endswith(("ыи", "ии", "ои"))


def _lp_of_title(draft: Draft, index: int) -> bool:
    """ "The Marshall Mathers LP": with an article in front it belongs to the title."""
    return draft.key(index) == "lp" and draft.has(draft.first(), Role.ARTICLE) and draft.first() < index - 1


def _nickname(draft: Draft, index: int) -> None:
    """ "Weezer blue album": a nickname, which stays as the title too."""
    draft.kind = QueryType.ALBUM
    draft.nickname = (draft.spans[index - 1].start, draft.spans[index].end)
    article = draft.has(index - 2, Role.ARTICLE)
    draft.joined.update((index, index - 1))
    draft.bars.add(draft.spans[index - 2 if article else index - 1].start)


def _self_titled(draft: Draft, index: int) -> bool:
    draft.self_titled = True
    draft.kind = QueryType.ALBUM
    draft.because(index, index, "says that the album is named like the artist")
    draft.take(index)
    return True


def _inside(draft: Draft) -> None:
    """Nouns between names: "x's album y", "кино альбом группа крови", "the song y by x"."""
    for index in list(draft.indexes()):
        if draft.has(index, Role.SELF_TITLED) and not draft.at_start(index):
            _self_titled(draft, index)
            continue
        if not draft.has(index, *_NOUNS) or draft.tokens[draft.spans[index].start].quote:
            continue
        if _lp_of_title(draft, index) or _coloured(draft, index):
            continue
        owned = index > 0 and draft.tokens[draft.spans[index].start - 1].possessive
        linked = draft.has(index - 1, Role.HAS) or (draft.has(index + 1, Role.BY) and not draft.has(index + 1, Role.OF))
        plain = draft.has(index, Role.ALBUM) and not draft.at_start(index) and not draft.has(index + 1, Role.OF)
        ambiguous = draft.key(index) in ("record", "records", "disc", "release", "lp")
        joined = _joined_noun(draft, index)
        if owned or linked or joined or (plain and not ambiguous and draft.free(index + 1)):
            _take_noun(draft, index)
            if draft.has(index - 1, Role.ARTICLE):
                draft.take(index - 1)
    for index in list(draft.indexes()):
        unspaced = draft.tokens[draft.spans[index].start].unspaced and draft.before(index) == Boundary.NONE
        if draft.has(index, Role.ARTIST) and (_before_name(draft, index) or (unspaced and draft.closes(index))):
            draft.because(index, index, "says that it is an artist's name")
            draft.take(index)
            if draft.has(index - 1, Role.ARTICLE):
                draft.take(index - 1)


def _coloured(draft: Draft, index: int) -> bool:
    """ "The Black Album": the noun is part of the name, unless somebody owns it."""
    return draft.has(index - 1, Role.COLOUR) and draft.has(index, Role.ALBUM)


def _joined_noun(draft: Draft, index: int) -> bool:
    """ "スピッツの曲ロビンソン", "邓丽君的歌 月亮代表我的心": particle and noun between artist and title."""
    span = draft.spans[index]
    unspaced = span.length > 1 and draft.tokens[span.start].unspaced
    return unspaced and not draft.at_start(index) and draft.free(index + 1)


def _before_name(draft: Draft, index: int) -> bool:
    led = draft.has(index - 1, Role.BY, Role.OF) or (
        draft.has(index - 1, Role.ARTICLE) and draft.has(index - 2, Role.BY, Role.OF)
    )
    return led and draft.free(index + 1) and draft.before(index + 1) <= Boundary.SPACE


def _lead_newest(draft: Draft) -> None:
    """ "the new radiohead album", "latest by radiohead": the noun is not beside the word."""
    index = draft.first()
    if draft.has(index, Role.ARTICLE) and draft.has(index + 1, *_BESIDE_NOUN):
        index += 1
    if index < 0 or not draft.has(index, *_BESIDE_NOUN) or draft.left() < 2:
        return
    if draft.kind in (QueryType.ALBUM, QueryType.TRACK) or draft.has(index + 1, Role.BY, Role.OF):
        _say_which(draft, index)
        draft.take(index)
        if draft.has(index - 1, Role.ARTICLE):
            draft.take(index - 1)
        if draft.has(index + 1, Role.BY, Role.OF):
            draft.take(index + 1)
            draft.artist_alone = True
