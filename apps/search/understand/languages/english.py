"""English."""

from apps.search.understand.languages.language import Language, Role

_ASK = "find|get|play|give|download|fetch|queue|grab|show|recommend|put on|look for|search for|look up|queue up"

LANGUAGE = Language(
    code="en",
    name="English",
    words="the a an of and or in on at to for from with by my your his her its our their i you he she we they me us "
    "is are was were be been this that these those not no but as it s what which who where when how if so do does "
    "im ive youre dont cant wont isnt aint there here",
    months="january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep "
    "october/oct november/nov december/dec",
    phrases={
        Role.FILLER: f"please|pls|plz|thanks|thank you|thx|cheers|hi|hello|hey|hey there|hi there|yo|ok so|okay|"
        f"(can|could|would|will) you (please|kindly|maybe|) ({_ASK}) (me|us|)|"
        f"({_ASK}) (me|us)|find|play|download|fetch|queue up|put on|search for|look for|get hold of|grab|"
        "(can|could|may) i (please|) (get|have|hear|listen to|download)|(do|would) you (guys|) (happen to|) have|"
        "have you got|is there|are there|got any|any chance of|does anyone have|anyone got|(i|we) (want|wanna|need|would like|would love|d like|d love|am looking for) (to (hear|listen to|"
        "get|have|own|download|find|buy)|)|id (like|love) (to (hear|listen to|get|have|own|download|find)|)|"
        "(i|we) (am|m|was|are|re) (looking|searching) for|im (looking|searching|hunting) (for|)|im after|im trying to find|"
        "wanna hear|want to hear|looking for|searching for|in search of|gimme|lets hear|let me hear|i feel like|"
        "im in the mood for|in the mood for|something called|it is called|its called|called|titled|entitled|named|"
        "i think|maybe|possibly|preferably|ideally|if possible|if you can|if you have it|if available|when you can|"
        "(that |)you can (find|get)|(that|whatever) you have|you have|you got|for me|for us|asap|right now|too|"
        "some|just|only|any|the whole|whole|full|complete|entire|in full|good|nice|decent|proper|a copy of|copy of|"
        "copies of|music|some music|music by|something|stuff|would be (nice|great)|will do|is fine|are fine|"
        "you know|that one|the one|this one|again|anywhere|for free|to (listen to|hear|download)|to my library",
        Role.GREETING: "hi|hello|hey|yo|okay|hi there|hey there|ok so|thank you|thanks|please",
        Role.SOME: "some|just|only|any|good|nice|decent|proper|full|whole|complete|entire|music|something|stuff|again|too|anywhere|for free|maybe|possibly|called|titled|named|i think|you know",
        Role.ARTICLE: "the|a|an|that|this|their|his|her|my|your|those|these|some",
        Role.ALBUM: "album|record|lp|studio album|full length|albums|records|cd album|disc|debut lp|release|concept album",
        Role.TRACK: "song|track|tune|(song|track|tune) (called|named|titled)|single version|songs|tracks|tunes|the song (called|)|the track (called|)|cut",
        Role.ARTIST: "band|group|artist|singer|rapper|duo|trio|quartet|act|musician|dj|producer|songwriter|"
        "singer songwriter|orchestra called|bands|artists|singers|outfit",
        Role.ANY: "anything|any (albums|songs|album|record|records|music|stuff)|whatever|some (stuff|music|songs)|"
        "something|music|songs|stuff",
        Role.ALL: "everything|(the|) (full|complete|entire|whole|) discography|(the|) (full|complete|entire) "
        "(works|catalogue|catalog|back catalogue|back catalog|collection)|discog|all (the|) (albums|records|"
        "studio albums|music|releases|songs|work)|(all|everything) (of|)|all studio albums|every (album|record)|"
        "(his|her|their) (whole|entire|full|complete) (catalogue|catalog|discography|output)",
        Role.BY: "by|performed by|as performed by|as sung by|sung by|made by|recorded by",
        Role.OF: "from|of",
        Role.HAS: "presents|presenting",
        Role.SIMILAR: "similar to|(anything|something|bands|artists|songs|music|albums|stuff|tracks|records|more|"
        "singers|groups) (similar to|like|in the (vein|style|spirit) of|that sound(|s) like|along the lines of|akin to)|"
        "in the (vein|style|spirit) of|sounds like|(if|because) i like|for fans of|fans of|reminiscent of|"
        "(what|who) (else|) sounds like|recommendations like|more like",
        Role.SIMILAR_AFTER: "(type|style|like) (music|songs|bands|stuff)|(or|and) (similar|the like)|and similar artists|"
        "soundalikes|esque",
        Role.NOT: "no|not|without|non|never|dont want|i dont want|not the|not a|rather than|instead of|exclude|"
        "excluding|minus|skip|avoid|(and|but) not|but no|w o",
        Role.EXCEPT: "except (for|)|but not|apart from|other than|excluding|besides|not including",
        Role.AND: "and|or|and or|plus|as well as|either|with",
        Role.IN: "in|on|as|with|at|for|from|of|a|an|using|via|in a|as a|including|incl",
        Role.COPY: "version|versions|edition|editions|copy|copies|rip|rips|pressing|pressings|release|issue|files|file|format|"
        "quality|audio|sound|mix|mixes|transfer|recording|recordings|encode|bitrate|encoding|size|take|print|press|"
        "please|only|or better|tracks|cover",
        Role.ONE: "one|ones|era one|era|period|days|line(| )up|version|cover|rendition|performance|recording|take",
        Role.QUALITY: {
            "lossless": "uncompressed|cd quality|bit perfect|losslessly",
            "hires": "(high|highest|best|higher) resolution (available|possible|)|studio master|high definition|hi(| )fi studio|better than cd",
            "best": "(best|highest|top|max|maximum|great|good|excellent|better) (possible|available|sounding|sound|audio|) "
            "(quality|version|fidelity|bitrate|rip|copy|sound|sounding)|(best|highest) (quality|)(possible|available)|best sounding|"
            "high(| )quality|hq|best you (have|can find|got|can get)|audiophile (quality|version|edition|)|"
            "sounds best|the best (version|copy|one|rip)|best (version|one|copy|rip)|highest bitrate",
            "small": "(smallest|smaller|small|tiny|tiniest|lowest) (file|size|filesize|file size) possible|(smallest|smaller|small|tiny|tiniest|low|lowest|compact) (possible|available|file|) (size|file|files|version|copy|"
            "download|bitrate|one|filesize)|small|smallest|(save|saving) (space|data)|low bitrate|"
            "(not too|not very) (big|large)|as small as possible|takes (little|less) space|for my phone|low quality",
        },
        Role.LIVE: {
            "": "in concert|concert|concert recording|concerts|recorded live|gig|bootleg|bootlegs|tour recording|"
            "live in concert|audience recording|soundboard (recording|tape|)|live (albums|recordings|shows|bootleg)|"
            "live performance(|s)|mtv unplugged",
            "studio": "studio|studio (version|recording|album|albums|take)",
        },
        Role.EDITION: {
            "original": "original (version|mix|pressing|release|edition|issue|press|master|mastering)|first press(|ing)|original",
            "remix": "remixed|remixes|2nd mix|new mix",
            "demo": "demo (tape|recording|recordings)",
            "instrumental": "without vocals|no vocals|instrumental only|karaoke version",
            "director's cut": "directors cut",
            "explicit": "uncensored|dirty version|unedited",
            "clean": "censored (version|)|radio clean|clean",
            "bonus tracks": "with (the|) (bonus|extra) (tracks|songs|disc|cd|material)|bonus (disc|cd|edition)",
            "anniversary": "anniversary",
            "reissue": "re(| )release|rerelease|reissued|repress",
            "extended": "extended|long version|full length version|full version",
            "box set": "the box|box",
            "expanded": "collectors box",
            "tour": "tour edition",
        },
        Role.NATION: {
            "UK": "uk|u k|british|english|united kingdom|england|britain",
            "US": "us|usa|u s|u s a|american|united states|america|north american",
            "German": "german|germany",
            "French": "french|france",
            "Italian": "italian|italy",
            "Spanish": "spanish|spain",
            "Portuguese": "portuguese|portugal",
            "Brazilian": "brazilian|brazil|brasil",
            "Japanese": "japanese|japan",
            "Chinese": "chinese|mandarin|china",
            "Cantonese": "cantonese|hong kong",
            "Korean": "korean|korea",
            "Russian": "russian|russia|soviet",
            "Swedish": "swedish|sweden",
            "Norwegian": "norwegian|norway",
            "Danish": "danish|denmark",
            "Finnish": "finnish|finland",
            "Dutch": "dutch|netherlands|holland",
            "Polish": "polish|poland",
            "Canadian": "canadian|canada",
            "Australian": "australian|australia",
            "Irish": "irish|ireland",
            "Icelandic": "icelandic|iceland",
            "European": "european|europe|eu",
            "Mexican": "mexican|mexico",
            "Turkish": "turkish|turkey",
            "Greek": "greek|greece",
            "Hebrew": "hebrew|israeli",
            "Arabic": "arabic",
        },
        Role.RELEASE_TYPE: {
            "compilation": "best of album|hits collection|collection of hits|hits compilation|singles collection|"
            "compilation album|greatest hits (album|collection|compilation)",
            "soundtrack": "soundtrack (album|)|original soundtrack|motion picture soundtrack|film score|score|"
            "movie soundtrack|original score|game soundtrack|(the|) music from (the|) (film|movie|game|series)|ost",
            "ep": "extended play|mini album",
            "bootleg": "bootlegs",
            "remix": "remix album",
            "mixtape": "mix tape",
            "demo": "demo tape",
            "single": "the single|cd single|7 inch",
        },
        Role.LABEL: "label|records label|on the label|on label|imprint",
        Role.NEWEST: "newest|latest|most recent|brand new|new|last|current|up to date",
        Role.ORDINAL: {
            "1": "first|1st|debut|very first",
            "2": "second|2nd|sophomore",
            "3": "third|3rd",
            "4": "fourth|4th",
            "5": "fifth|5th",
            "6": "sixth|6th",
            "7": "seventh|7th",
            "8": "eighth|8th",
            "9": "ninth|9th",
            "10": "tenth|10th",
        },
        Role.SELF_TITLED: "self titled|self titled (album|debut|record|one)|selftitled|eponymous|s t|st album|"
        "self named|eponymous (album|debut)",
        Role.COLOUR: {
            "Blue": "blue",
            "Green": "green",
            "Red": "red",
            "White": "white",
            "Black": "black",
            "Brown": "brown",
            "Yellow": "yellow",
            "Pink": "pink",
            "Grey": "grey|gray",
            "Orange": "orange",
            "Purple": "purple",
            "Teal": "teal",
            "Gold": "gold",
        },
        Role.IN_YEAR: "from|in|of|released in|recorded in|circa|year|the year|from the year|from around|dated|out in",
        Role.UNTIL: "up to|until|till|up until|to|through|thru|no later than|up to and including",
        Role.BEFORE: "before|prior to|earlier than|pre",
        Role.SINCE: "since|after|from|starting (in|from|with)|later than|post",
        Role.BETWEEN: "between|from",
        Role.DECADE: {
            "1950": "fifties",
            "1960": "sixties",
            "1970": "seventies",
            "1980": "eighties",
            "1990": "nineties",
            "2000": "noughties|two thousands",
        },
        Role.DESCRIPTION: "on the cover|on (its|their|his|her) cover|the cover (has|shows|with)|that goes|goes like|with the lyrics|"
        "the one (where|with|that)|i dont (remember|know) the (name|title)|whats (it|that one) called|about a|"
        "used in the (film|movie|ad|series)|from that (film|movie|ad|commercial)|cover (art|)with|album(|s) (with|where)",
    },
)
