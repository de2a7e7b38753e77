"""The words that tell that a title is a film, a series, a game, a program or a book."""

VIDEO_WORDS = frozenset(
    "2160p 1440p 1080p 1080i 720p 720i 576p 576i 480p 480i 360p uhd 4k x264 x265 h264 h265 x264m x265m hevc xvid divx "
    "avc av1 svcd vcd hdtv pdtv dsr dsrip dvbrip tvrip satrip hdtvrip dvdrip dvdr dvdscr dvdr9 dvd5 dvd9 bdr bdrip "
    "brrip wbbrip hdrip webmux uhdrip bd25 bd50 remux hdts hdcam hdtc telesync telecine workprint screener ntsc pal "
    "hdr10 dovi multisubs multisub dubbed subbed hardsub dksubs vostfr subfrench bluray1080p uhdbd amazonhd hdcam "
    "xxx m2ts mkv avi wmv ppv mpeg mpeg2 ".split()
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
        ("blu", "ray"),
    }
)

WEAK_VIDEO_WORDS = frozenset(
    "bluray truehd atmos ddp eac3 lpcm dts ac3 ac3d uncut unrated subs subtitles dual webdl dvdextras imax "
    "retaildvd nordicsubs".split()
)
"""Words of films that audio releases have too: they decide only where nothing speaks for music."""

MUSIC_VIDEO_WORDS = frozenset(
    "mdvdr mdvd mdvd9 mbluray mbdrip mvid mhdtv mwebrip mbrrip mdvdrip musicvideo".split()
)

AUDIO_WORDS = frozenset(
    "flac mp3 alac m4a kbps lossless webflac cdda 24bit 320kbps wav discography discografia wavpack itunes".split()
)
"""Words that speak for music against a program, a game or a book."""

SEASON_WORDS = frozenset("season seasons series staffel saison stagione temporada".split())
EPISODE_WORDS = frozenset("episode ep episodes folge épisode episodio".split())
MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())

SPORTS_WORDS = frozenset(
    "formula1 formula2 formula3 f1 motogp moto2 moto3 dtm nascar indycar wrc wsbk superbike supercars "
    "paralympics olympics wimbledon".split()
)

GAME_PLATFORMS = frozenset(
    "ps1 psx ps2 ps3 ps4 ps5 psp psv psvita psn xbox xbox360 xboxone xbla jtag x360 wii wiiu wiiware gamecube ngc gcn "
    "nsw eshop nds 3ds gba gbc n64 snes dreamcast xci nsp".split()
)
GAME_GROUPS = frozenset(
    "codex rune skidrow reloaded plaza simplex tenoke flt darksiders hoodlum empress razor1911 prophet tinyiso doge "
    "cpy steampunks chronos unleashed goldberg venom suxxors paradox complex kalisto lightforce duplex hr bigbluebox "
    "vitality dinobytes dinobytes gog fitgirl dodi elamigos delight anomaly fairlight genesis "
    "postmortem ali213 3dm outlaws abstrakt strange hybrid bamboocha wiierd wiileet ggs".split()
) | {"i know"}
APP_WORDS = frozenset(
    "macos macosx osx win32 win64 windows linux x64 x86 x32 multilingual keygen keymaker keygenerator keyfilemaker "
    "regged cracked crack patched multios winall winnt2k android ipa apk vst vst3 rtas aax portable serial activator "
    "unlocker cygiso".split()
)
APP_BRANDS = frozenset("adobe autodesk microsoft corel jetbrains vmware symantec kaspersky nero".split())
APP_GROUPS = frozenset(
    "tnt core dvt tmg amped xforce lnd embrace ssg mesmerize btcr r2r zwt again orion iso cygiso ph "
    "webiso f4cg ember laxity magnitude blizzard".split()
)

EBOOK_WORDS = frozenset("epub ebook ebooks mobi azw3 azw djvu cbr cbz cb7 pdf".split())
COMIC_WORDS = frozenset("comic comics cbr cbz cb7 manga".split())
MAGAZINE_WORDS = frozenset("magazine magazin zeitschrift revista magazines".split())
AUDIOBOOK_WORDS = frozenset(
    "audiobook audiobooks abook hörbuch hoerbuch hörspiel hoerspiel audiolibro audiolivre audioboek unabridged "
    "аудиокнига".split()
)
EDUCATION_WORDS = frozenset(
    "udemy pluralsight lynda skillshare coursera packt packtpub infiniteskills cbtnuggets oreilly tutsplus "
    "masterclass frontendmasters wiley".split()
)
EDUCATION_PAIRS = frozenset({("for", "dummies"), ("linkedin", "learning"), ("teach", "yourself")})
