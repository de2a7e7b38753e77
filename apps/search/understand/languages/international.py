"""Words of the record trade that every language borrows: formats, media, editions, kinds of release."""

from apps.search.understand.languages.language import Language, Role
from apps.search.vocabulary import FORMAT_WORDS, MEDIUM_WORDS, RELEASE_TYPE_WORDS

# An "LP" is an album before it is a medium, "12 inch" most often a version, and "live" has a role of its own.
_OTHERWISE = {
    "album", "studio album", "live", "live album", "remix", "cds", "cdm", "lp", "dsd64", "12 inch", "12inch",
    "10 inch", "10inch", "7 inch", "7inch", "concert recording", "interview",
}  # fmt: skip


def _by_value(words: dict[str, str]) -> dict[str, str]:
    table: dict[str, list[str]] = {}
    for word, value in words.items():
        if word not in _OTHERWISE:
            table.setdefault(str(value), []).append(word)
    return {value: "|".join(phrases) for value, phrases in table.items()}


LANGUAGE = Language(
    code="",
    name="International",
    words="",
    phrases={
        Role.FORMAT: _by_value(dict(FORMAT_WORDS)),
        Role.MEDIUM: _by_value(dict(MEDIUM_WORDS)) | {"VINYL ": "vinyl lp|2lp|(7|10|12)(| )inch vinyl"},
        Role.RELEASE_TYPE: _by_value(dict(RELEASE_TYPE_WORDS))
        | {
            "compilation ": "(the|) (very|) best of|greatest hits",
            "ep ": "eps",
            "single ": "(7|10)(| )inch (single|)",
        },
        Role.VBR: {"V0": "v0|v 0", "V2": "v2|v 2"},
        Role.QUALITY: {
            "lossless": "lossless|loss less",
            "hires": "hi(| )res|hires audio|high(| )res|high resolution|hd audio|24(| )bit hi(| )res",
        },
        Role.LOG: "(eac|xld|rip|) log (file|files|)|log and cue|log cue",
        Role.REMASTER: "remaster|remasters|remastered|remastering",
        Role.LIVE: "live|live (album|recording|version|set|show|cut)|unplugged|bootleg live",
        Role.EDITION: {
            "deluxe": "deluxe|deluxe (edition|version|album|reissue)",
            "super deluxe": "super deluxe|super deluxe (edition|version|box)",
            "expanded": "expanded|expanded (edition|version)",
            "legacy": "legacy edition",
            "limited": "limited edition",
            "special": "special edition",
            "collector's": "collector(|s) edition",
            "anniversary": "anniversary (edition|version|reissue|remaster)",
            "bonus tracks": "bonus track(|s) (edition|version|)",
            "mono": "mono|mono (mix|version|edition|pressing)",
            "stereo": "stereo|stereo (mix|version|edition|pressing)",
            "quadraphonic": "quad mix|quadraphonic (mix|)",
            "5.1": "5 1 (mix|surround|)|surround (mix|sound|)|atmos (mix|)|dolby atmos",
            "explicit": "explicit|explicit (version|edition|lyrics)",
            "clean": "clean (version|edition)",
            "instrumental": "instrumental|instrumentals|instrumental (version|versions|edition)",
            "acoustic": "acoustic|acoustic (version|versions)",
            "remix": "remix",
            "reissue": "reissue|re issue",
            "box set": "box(| )set|boxset",
            "demo": "demo version|demos",
            "radio edit": "radio (edit|version|mix)",
            "extended": "extended (mix|version|edition|play)",
            '12"': "(12|twelve) inch (version|mix|single|remix|)|12inch (version|mix|single|)|maxi version",
            '7"': "(7|seven) inch (version|mix|)",
            "half-speed": "half speed (master|mastered|mastering)",
            "MFSL": "mfsl|mofi|mobile fidelity (sound lab|)",
            "obi": "obi",
        },
        Role.AND: "and",
        Role.ALBUM: "album|lp",
    },
)
