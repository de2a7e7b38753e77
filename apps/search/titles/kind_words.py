"""The words that tell that a title is a film, a series, a game, a program or a book."""

from apps.search.titles.word_sets import word_set

VIDEO_WORDS = word_set(
    """
    2160p 1440p 1080p 1080i 720p 720i 576p 576i 480p 480i 360p uhd 4k x264 x265 h264 h265 x264m x265m
    hevc xvid divx avc av1 svcd vcd hdtv pdtv dsr dsrip dvbrip tvrip satrip hdtvrip dvdrip dvdr dvdscr
    dvdr9 dvd5 dvd9 bdr bdrip brrip wbbrip hdrip webmux uhdrip bd25 bd50 remux hdts hdcam hdtc telesync
    telecine workprint screener ntsc pal hdr10 dovi multisubs multisub dubbed subbed hardsub dksubs
    vostfr subfrench bluray1080p uhdbd amazonhd xxx m2ts mkv avi wmv ppv mpeg mpeg2
    """
)
"""Words that only a video has."""

VIDEO_PAIRS = frozenset(
    {
        ("h", "264"),
        ("h", "265"),
        ("x", "264"),
        ("x", "265"),
        ("vc", "1"),
        ("dvd", "r"),
        ("mpeg", "2"),
    }
)

WEAK_VIDEO_WORDS = word_set(
    """
    bluray truehd atmos ddp eac3 lpcm dts ac3 ac3d uncut unrated subs subtitles dual webdl dvdextras
    imax retaildvd nordicsubs
    """
)
"""Words of films that audio releases have too: they decide only where nothing speaks for music."""

MUSIC_VIDEO_WORDS = word_set(
    """
    mdvdr mdvd mdvd9 mbluray mbdrip mvid mhdtv mwebrip mbrrip mdvdrip musicvideo
    """
)

AUDIO_WORDS = word_set(
    """
    flac mp3 alac m4a kbps lossless webflac cdda 24bit 320kbps wav discography discografia wavpack
    itunes
    """
)
"""Words that speak for music against a program, a game or a book."""

SEASON_WORDS = word_set(
    """
    season seasons series staffel saison stagione temporada
    """
)
EPISODE_WORDS = word_set(
    """
    episode ep episodes folge épisode episodio
    """
)
MONTHS = word_set(
    """
    jan feb mar apr may jun jul aug sep oct nov dec
    """
)

SPORTS_WORDS = word_set(
    """
    formula1 formula2 formula3 f1 motogp moto2 moto3 dtm nascar indycar wrc wsbk superbike supercars
    paralympics olympics wimbledon
    """
)

GAME_PLATFORMS = word_set(
    """
    ps1 psx ps2 ps3 ps4 ps5 psp psv psvita psn xbox xbox360 xboxone xbla jtag x360 wii wiiu wiiware
    gamecube ngc gcn nsw eshop nds 3ds gba gbc n64 snes dreamcast xci nsp
    """
)
GAME_GROUPS = word_set(
    """
    codex rune skidrow reloaded plaza simplex tenoke flt darksiders hoodlum empress razor1911 prophet
    tinyiso doge cpy steampunks chronos unleashed goldberg venom suxxors paradox complex kalisto
    lightforce duplex hr bigbluebox vitality dinobytes gog fitgirl dodi elamigos delight anomaly
    fairlight genesis postmortem ali213 3dm outlaws abstrakt strange hybrid bamboocha wiierd wiileet ggs
    """
) | {"i know"}
APP_WORDS = word_set(
    """
    macos macosx osx win32 win64 windows linux x64 x86 x32 multilingual keygen keymaker keygenerator
    keyfilemaker regged cracked crack patched multios winall winnt2k android ipa apk vst vst3 rtas aax
    portable serial activator unlocker cygiso
    """
)
APP_BRANDS = word_set(
    """
    adobe autodesk microsoft corel jetbrains vmware symantec kaspersky nero
    """
)
APP_GROUPS = word_set(
    """
    tnt core dvt tmg amped xforce lnd embrace ssg mesmerize btcr r2r zwt again orion iso cygiso ph
    webiso f4cg ember laxity magnitude blizzard
    """
)

EBOOK_WORDS = word_set(
    """
    epub ebook ebooks mobi azw3 azw djvu cbr cbz cb7 pdf
    """
)
COMIC_WORDS = word_set(
    """
    comic comics cbr cbz cb7 manga
    """
)
MAGAZINE_WORDS = word_set(
    """
    magazine magazin zeitschrift revista magazines
    """
)
AUDIOBOOK_WORDS = word_set(
    """
    audiobook audiobooks abook hörbuch hoerbuch hörspiel hoerspiel audiolibro audiolivre audioboek
    unabridged аудиокнига
    """
)
EDUCATION_WORDS = word_set(
    """
    udemy pluralsight lynda skillshare coursera packt packtpub infiniteskills cbtnuggets oreilly
    tutsplus masterclass frontendmasters wiley
    """
)
EDUCATION_PAIRS = frozenset({("for", "dummies"), ("linkedin", "learning"), ("teach", "yourself")})
