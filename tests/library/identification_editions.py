"""Editions for the identification cases of the shared data, and those that are easily taken for them.

MusicBrainz' answers for these releases are not among the shared data, so titles and lengths are written down here
(facts; a length that the cases' files do not tell is that of the record). `RIGHT` are those that the cases expect.
"""

import uuid

from apps.library.domain import EditionDetails, MediumDetails, TrackDetails

ADELE_19 = (
    "Daydreamer 3:41|Best for Last 4:19|Chasing Pavements 3:31|Cold Shoulder 3:12|Crazy for You 3:28"
    "|Melt My Heart to Stone 3:24|First Love 3:10|Right as Rain 3:17|Make You Feel My Love 3:32|My Same 3:16"
    "|Tired 4:19|Hometown Glory 4:31"
)
ADELE_19_LIVE = (
    "Chasing Pavements 3:52|Melt My Heart to Stone 3:23|That’s It, I Quit, I’m Moving On 2:08|Crazy for You 3:44"
    "|Right as Rain 3:32|My Same 3:06|Make You Feel My Love 3:52|Daydreamer 3:42|Hometown Glory 3:49"
    "|Many Shades of Black 4:28"
)
ADELE_21 = (
    "Rolling in the Deep 3:48|Rumour Has It 3:43|Turning Tables 4:10|Don’t You Remember 4:03"
    "|Set Fire to the Rain 4:02|He Won’t Go 4:38|Take It All 3:48|I’ll Be Waiting 4:01|One and Only 5:48"
    "|Lovesong 5:16|Someone Like You 4:47"
)
ADELE_21_BONUS = (
    "I Found a Boy 3:37|Turning Tables (live acoustic) 4:22|Don’t You Remember (live acoustic) 4:20"
    "|Someone Like You (live acoustic) 5:16"
)
ADELE_25 = (
    "Hello 4:55|Send My Love (to Your New Lover) 3:43|I Miss You 5:49|When We Were Young 4:51|Remedy 4:05"
    "|Water Under the Bridge 4:00|River Lea 3:45|Love in the Dark 4:46|Million Years Ago 3:47|All I Ask 4:32"
    "|Sweetest Devotion 4:12"
)
GOING_BACK = (
    "Girl (Why You Wanna Make Me Blue) 2:31|(Love Is Like a) Heatwave 2:53|Uptight (Everything’s Alright) 3:03"
    "|Some of Your Lovin’ 3:19|In My Lonely Room 2:25|Take Me in Your Arms (Rock Me for a Little While) 2:59"
    "|Blame It on the Sun 3:26|Papa Was a Rolling Stone 6:43|Never Dreamed You’d Leave in Summer 2:59"
    "|Standing in the Shadows of Love 2:41|Do I Love You 2:50|Jimmy Mack 2:55|Something About You 2:46"
    "|Love Is Here and Now You’re Gone 2:40|Loving You Is Sweeter Than Ever 2:46|Going to a Go‐Go 2:50"
    "|Talkin’ About My Baby 2:48|Going Back 4:37"
)
ESSENTIAL_GOING_BACK = (
    "Going Back 4:35|Girl (Why You Wanna Make Me Blue) 2:32|(Love Is Like a) Heatwave 2:53"
    "|Some of Your Lovin’ 3:18|Going to a Go‐Go 2:48|Papa Was a Rolling Stone 6:44"
    "|Loving You Is Sweeter Than Ever 2:47|Something About You 2:46|Talkin’ About My Baby 2:48|Do I Love You 2:50"
    "|Never Dreamed You’d Leave in Summer 3:00|Take Me in Your Arms (Rock Me for a Little While) 2:57"
    "|Too Many Fish in the Sea 2:30|Uptight (Everything’s Alright) 3:03"
)
ESSENTIAL_GOING_BACK_LIVE = (
    "Signed, Sealed, Delivered (I’m Yours) Intro (live) 1:16|Ain’t Too Proud to Beg (live) 2:41"
    "|Girl (Why You Wanna Make Me Blue) (live) 2:41|Dancing in the Street (live) 2:43"
    "|(Love Is Like a) Heatwave (live) 3:20|Papa Was a Rolling Stone (live) 7:27"
    "|Never Dreamed You’d Leave in Summer (live) 2:58|Talkin’ About My Baby (live) 3:11|Do I Love You (live) 3:12"
    "|Ain’t That Peculiar (live) 3:30|Too Many Fish in the Sea (live) 2:50"
    "|You Really Got a Hold on Me (live) 3:45|Something About You (live) 3:20"
    "|Uptight (Everything’s Alright) (live) 4:18|My Girl (live) 3:45|Going Back (live) 5:08"
)
RASTAMAN = (
    "Positive Vibration 3:34|Roots, Rock, Reggae 3:38|Johnny Was 3:48|Cry to Me 2:36|Want More 4:17"
    "|Crazy Baldhead 3:12|Who the Cap Fit 4:43|Night Shift 3:11|War 3:37|Rat Race 2:55"
)
RASTAMAN_BONUS = (
    "Jah Live (original mix) 4:17|Concrete 4:24|Roots, Rock, Reggae (unreleased single mix) 3:38"
    "|Roots, Rock, Dub 3:38|Want More (alternate mix) 5:10|Crazy Baldhead (alternate mix) 3:08"
    "|War (alternate mix) 4:03|Johnny Was (alternate mix) 3:41"
)
RASTAMAN_LIVE = (
    "Introduction (live) 0:38|Trenchtown Rock (live) 4:56|Burnin’ and Lootin’ (live) 4:54"
    "|Them Belly Full (But We Hungry) (live) 4:13|Rebel Music (3 o’Clock Roadblock) (live) 6:08"
    "|I Shot the Sheriff (live) 6:34|Want More (live) 7:02|No Woman, No Cry (live) 5:19"
    "|Lively Up Yourself (live) 5:44|Roots, Rock, Reggae (live) 5:32|Rat Race (live) 7:53"
    "|Smile Jamaica (part one) 3:19|Smile Jamaica (part two) 3:10"
)
THE_TOUCH = (
    "Cruisin’ 3:36|You’ve Got the Touch 4:15|Is the Magic Still There 3:31|I Taught Her Everything She Knows 3:12"
    "|True, True Housewife 2:45|Touch Me When We’re Dancing 3:43|Let’s Hear It for the Girl 3:15|Vacation 3:23"
    "|It’s All Coming Back to Me Now 3:36|Pony Express 4:04"
)
BORN_IN_THE_USA = (
    "Born in the U.S.A. 4:39|Cover Me 3:27|Darlington County 4:49|Working on the Highway 3:14"
    "|Downbound Train 3:37|I’m on Fire 2:40|No Surrender 4:01|Bobby Jean 3:48|I’m Goin’ Down 3:30|Glory Days 4:17"
    "|Dancing in the Dark 4:03|My Hometown 4:36"
)
GREATEST_HITS = (
    "Born to Run 4:30|Thunder Road 4:49|Badlands 4:03|The River 5:00|Hungry Heart 3:20|Atlantic City 3:56"
    "|Dancing in the Dark 4:03|Born in the U.S.A. 4:41|My Hometown 4:12|Glory Days 3:49|Brilliant Disguise 4:15"
    "|Human Touch 5:10|Better Days 3:44|Streets of Philadelphia 3:16|Secret Garden 4:27|Murder Incorporated 3:57"
    "|Blood Brothers 4:34|This Hard Land 4:50"
)
WEEZER_TEAL = (
    "Africa 3:59|Everybody Wants to Rule the World 4:05|Sweet Dreams (Are Made of This) 3:35|Take on Me 3:44"
    "|Happy Together 2:26|Paranoid 2:45|Mr. Blue Sky 4:46|No Scrubs 3:10|Billie Jean 4:54|Stand by Me 3:01"
)
WEEZER_BLUE = (
    "My Name Is Jonas 3:24|No One Else 3:04|The World Has Turned and Left Me Here 4:19|Buddy Holly 2:39"
    "|Undone – The Sweater Song 5:05|Surf Wax America 3:06|Say It Ain’t So 4:18|In the Garage 3:55|Holiday 3:24"
    "|Only in Dreams 7:59"
)
WEEZER_GREEN = (
    "Don’t Let Go 2:59|Photograph 2:19|Hash Pipe 3:06|Island in the Sun 3:20|Crab 2:34|Knock‐Down Drag‐Out 2:08"
    "|Smile 2:38|Simple Pages 2:56|Glorious Day 2:40|O Girlfriend 3:49"
)
WEEZER_BLACK = (
    "Can’t Knock the Hustle 3:07|Zombie Bastards 3:32|High as a Kite 4:08|Living in L.A. 3:30|Piece of Cake 3:04"
    "|I’m Just Being Honest 3:44|Too Many Thoughts in My Head 3:51|The Prince Who Wanted Everything 3:36"
    "|Byzantine 3:32|California Snow 4:27"
)


def _tracks(text: str, artist: str) -> tuple[TrackDetails, ...]:
    tracks = []
    for position, line in enumerate(text.split("|"), start=1):
        title, _space, length = line.rpartition(" ")
        minutes, seconds = length.split(":")
        recording = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{artist}/{title}/{length}"))
        tracks.append(
            TrackDetails(position, str(position), title, int(minutes) * 60 + int(seconds), recording, "", artist)
        )
    return tuple(tracks)


def _edition(
    mbid: str, artist: str, title: str, year: int, *discs: str, form: str = "CD", note: str = "", country: str = ""
) -> EditionDetails:
    mbid = mbid or str(uuid.uuid5(uuid.NAMESPACE_URL, f"{artist}/{title}/{note}/{len(discs)}/{form}/{country}"))
    return EditionDetails(
        release_mbid=mbid,
        title=title,
        artist_credit=artist,
        release_group_mbid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{artist}/{title}")),
        artist_mbid=str(uuid.uuid5(uuid.NAMESPACE_URL, artist)),
        date=str(year),
        year=year,
        edition_date=str(year),
        kind="Album",
        edition=note,
        country=country,
        media=tuple(MediumDetails(n, form, "", _tracks(disc, artist)) for n, disc in enumerate(discs, start=1)),
    )


MARLEY = "Bob Marley & The Wailers"
RIGHT = (
    _edition("9105a5b3-eb68-3a03-9aa8-f3495e602a4f", "Adele", "19", 2008, ADELE_19, ADELE_19_LIVE, note="deluxe"),
    _edition("768bc7f7-6b91-4b57-8a7b-1508636719e6", "Adele", "21", 2011, f"{ADELE_21}|{ADELE_21_BONUS}", country="JP"),
    _edition("97189482-89ee-4d31-90c7-ba07b412d7f9", "Adele", "25", 2015, ADELE_25),
    _edition(
        "e34999c7-36bd-4d77-a10b-627b1b4f3904",
        "Phil Collins",
        "The Essential Going Back",
        2016,
        ESSENTIAL_GOING_BACK,
        ESSENTIAL_GOING_BACK_LIVE,
    ),
    _edition(
        "134f5f3e-8b5f-46ab-809d-8c0dbc794f3e",
        MARLEY,
        "Rastaman Vibration",
        2002,
        f"{RASTAMAN}|{RASTAMAN_BONUS}",
        RASTAMAN_LIVE,
    ),
    _edition("0ce2d66f-e871-415a-9a85-e564f99d4021", "Alabama", "The Touch", 1986, THE_TOUCH),
    _edition("25f0fa1b-ae04-479a-a182-18a655ff6040", "Bruce Springsteen", "Born in the U.S.A.", 1984, BORN_IN_THE_USA),
    _edition("4e2dd34f-53fe-4d54-b564-b14a2871505e", "Weezer", "Weezer", 2019, WEEZER_TEAL, note="Teal Album"),
)
RIVALS = (
    _edition("", "Adele", "19", 2008, ADELE_19),
    _edition("", "Adele", "21", 2011, ADELE_21),
    _edition(
        "", "Adele", "25", 2015, f"{ADELE_25}|Can’t Let Go 3:15|Lay Me Down 4:30|Why Do You Love Me 3:57", note="deluxe"
    ),
    _edition("", "Phil Collins", "Going Back", 2010, GOING_BACK),
    _edition("", MARLEY, "Rastaman Vibration", 1976, RASTAMAN),
    _edition("", MARLEY, "Rastaman Vibration", 2001, f"{RASTAMAN}|Jah Live 4:18", note="remaster"),
    _edition("", "Alabama", "The Touch", 1986, THE_TOUCH, form=""),
    _edition("", "Bruce Springsteen", "Greatest Hits", 1995, GREATEST_HITS),
    _edition("", "Bruce Springsteen", "Dancing in the Dark", 1984, "Dancing in the Dark 4:03|Pink Cadillac 3:35"),
    _edition("", "Bruce Springsteen", "Glory Days", 1985, "Glory Days 4:15|Stand on It 2:30"),
    _edition("", "Weezer", "Weezer", 1994, WEEZER_BLUE, note="Blue Album"),
    _edition("", "Weezer", "Weezer", 2001, WEEZER_GREEN, note="Green Album"),
    _edition("", "Weezer", "Weezer", 2019, WEEZER_BLACK, note="Black Album"),
)
EVERYTHING = (*RIGHT, *RIVALS)
