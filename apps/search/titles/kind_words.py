"""The words that tell that a title is a film, a series, a game, a program or a book.

Those called certain tell it wherever they stand; the others are names of artists and albums too ("Nero",
"Windows") and count only in titles that part no artist from an album.
"""

from apps.search.titles.word_sets import word_set

VIDEO_WORDS = word_set(
    """
    2160p 1440p 1080p 1080i 720p 720i 576p 576i 480p 480i 360p x264 x265 h264 h265 x264m x265m hevc xvid divx svcd
    vcd hdtv pdtv dsrip dvbrip tvrip satrip hdtvrip dvdrip dvdr dvdscr dvdr9 dvd5 dvd9 bdr brrip wbbrip hdrip webmux
    uhdrip bd25 bd50 remux hdts hdcam hdtc telesync telecine workprint ntsc hdr10 dovi multisubs multisub hardsub
    dksubs vostfr subfrench uhdbd amazonhd m2ts mkv
    """
)
"""Certain."""

VIDEO_PAIRS = frozenset(
    {("h", "264"), ("h", "265"), ("x", "264"), ("x", "265"), ("vc", "1"), ("dvd", "r"), ("mpeg", "2")}
)
"""Certain too, written apart."""

WEAK_VIDEO_WORDS = word_set(
    """
    bluray truehd atmos ddp eac3 lpcm dts ac3 ac3d uncut unrated subs subtitles dual webdl dvdextras imax retaildvd
    nordicsubs bdrip uhd 4k avc av1 pal xxx avi wmv mp4 ppv mpeg mpeg2 dubbed subbed screener dsr anime
    """
)

MUSIC_VIDEO_WORDS = word_set(
    """
    mdvdr mdvd mdvd9 mbluray mbdrip mvid mhdtv mwebrip mbrrip mdvdrip musicvideo
    """
)

AUDIO_WORDS = word_set(
    """
    flac mp3 alac m4a kbps lossless webflac cdda 24bit 320kbps wav discography discografia wavpack itunes
    """
)
"""Words that speak for music against a program, a game or a book."""

SEASON_WORDS = word_set("season seasons series staffel saison stagione temporada")

SPORTS_WORDS = word_set(
    """
    formula1 formula2 formula3 f1 motogp moto2 moto3 dtm nascar indycar wrc wsbk superbike supercars paralympics
    olympics wimbledon
    """
)

GAME_WORDS = word_set(
    """
    ps1 psx ps2 ps3 ps4 ps5 psp psv psvita psn xbox xbox360 xboxone xbla jtag x360 wii wiiu wiiware gamecube ngc gcn
    nsw eshop nds 3ds gba gbc n64 snes dreamcast xci nsp fitgirl elamigos xatab gog
    """
)
"""Consoles, and who repacks games."""

GAME_GROUPS = word_set(
    """
    codex rune skidrow reloaded plaza simplex tenoke flt darksiders hoodlum empress razor1911 prophet tinyiso doge cpy
    steampunks chronos unleashed goldberg venom suxxors paradox complex kalisto lightforce duplex hr bigbluebox
    vitality dinobytes gog fitgirl dodi elamigos delight anomaly fairlight genesis postmortem ali213 3dm outlaws
    abstrakt strange hybrid bamboocha wiierd wiileet ggs
    """
) | {"i know"}

APP_WORDS = word_set(
    """
    macosx win32 win64 x64 x86 multilingual keygen keymaker keygenerator keyfilemaker regged multios winall winnt2k
    vst vst3 vsti rtas aax cygiso apk ipa
    """
)
"""Certain."""

WEAK_APP_WORDS = word_set(
    """
    macos osx windows linux android portable serial activator unlocker crack cracked patched x32 adobe autodesk
    microsoft corel jetbrains vmware symantec kaspersky nero
    """
)

EBOOK_WORDS = word_set("epub ebook ebooks mobi azw3 azw djvu cbr cbz cb7 pdf")
COMIC_WORDS = word_set("comic comics cbr cbz cb7 manga")
MAGAZINE_WORDS = word_set("magazine magazin zeitschrift revista magazines")
AUDIOBOOK_WORDS = word_set(
    """
    audiobook audiobooks abook hörbuch hoerbuch hörspiel hoerspiel audiolibro audiolivre audioboek unabridged
    аудиокнига
    """
)
EDUCATION_WORDS = word_set(
    """
    udemy pluralsight lynda skillshare coursera packt packtpub infiniteskills cbtnuggets oreilly tutsplus
    frontendmasters
    """
)
EDUCATION_PAIRS = frozenset({("for", "dummies"), ("linkedin", "learning"), ("teach", "yourself")})
