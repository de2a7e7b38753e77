"""Dutch."""

from apps.search.understand.languages.language import Language, Role

LANGUAGE = Language(
    code="nl",
    name="Dutch",
    letters="ĳ",
    words="de het een en of van voor met zonder in op uit te naar door aan bij is zijn niet geen ik je jij hij zij wij we jullie mij "
    "mijn jouw ons als wat wie waar dat die dit deze",
    months="januari februari maart april mei juni juli augustus september oktober november december",
    phrases={
        Role.FILLER: "alsjeblieft|alstublieft|graag|bedankt|dank je|hallo|hoi|(ik|) (wil|zoek|zou graag|wil graag|heb nodig) (horen|hebben|luisteren naar|)|"
        "(zoek|vind|speel|download|geef|draai|haal) (me|mij|) (even|)|(kan|kun|kunt) (je|u) (mij|me|) (vinden|zoeken|spelen|)|heb je|hebben jullie|"
        "indien mogelijk|als het kan|liefst|het liefst|muziek|wat muziek|hele|horen|luisteren|genaamd|op zoek naar|ik ben op zoek naar|"
        "(een|het|) nummer genaamd",
        Role.GREETING: "hallo|hoi|bedankt",
        Role.SOME: "hele|muziek|horen|luisteren|graag|liefst",
        Role.ARTICLE: "de|het|een|die|dat|hun|zijn|haar",
        Role.ALBUM: "album|albums|plaat|platen|cd album|lp|studioalbum",
        Role.TRACK: "liedje|lied|nummer|liedjes|nummers|song",
        Role.ARTIST: "band|groep|zanger|zangeres|artiest|rapper",
        Role.ANY: "iets|wat dan ook|om het even wat|eender wat",
        Role.ALL: "alles|(de|) (volledige|complete|hele|) discografie|alle (albums|platen|nummers)",
        Role.BY: "van|door|gezongen door",
        Role.OF: "uit",
        Role.SIMILAR: "(iets|muziek|bands|artiesten|nummers|) (zoals|vergelijkbaar met|in de stijl van|die lijkt op|dat lijkt op|die klinkt als|gelijkaardig aan)",
        Role.NOT: "niet|geen|zonder|niet de|maar niet|niet die",
        Role.EXCEPT: "behalve|uitgezonderd",
        Role.AND: "en|of|plus",
        Role.IN: "in|op|als|met|de|het|een|van",
        Role.COPY: "versie|uitgave|kwaliteit|formaat|bestand|bestanden|persing|opname|editie|geluid|geluidskwaliteit",
        Role.ONE: "versie|periode|opname|uitvoering",
        Role.QUALITY: {
            "lossless": "verliesvrij|zonder verlies|ongecomprimeerd|zonder kwaliteitsverlies",
            "hires": "hoge resolutie",
            "best": "(beste|hoogste|hoge|goede) (mogelijke|) (kwaliteit|geluidskwaliteit|geluid)|best klinkende",
            "small": "(kleinste|klein|zo klein mogelijk|kleine) (mogelijke|) (bestand|bestanden|bestandsgrootte|formaat|)",
        },
        Role.MEDIUM: {"VINYL": "elpee|vinylplaat", "CASSETTE": "cassettebandje"},
        Role.REMASTER: "geremasterd|geremasterde|remasterde",
        Role.LIVE: {
            "": "concert|liveversie|live versie|livealbum|concertopname|in concert|liveopname",
            "studio": "studioversie|studio opname",
        },
        Role.EDITION: {
            "original": "originele (versie|persing|uitgave)|originele|eerste persing",
            "limited": "gelimiteerde editie|beperkte oplage",
            "special": "speciale editie",
            "acoustic": "akoestisch|akoestische versie",
            "reissue": "heruitgave|herpersing",
            "anniversary": "jubileumeditie|jubileumuitgave",
            "bonus tracks": "met bonusnummers|bonusnummers",
            "instrumental": "instrumentale versie",
        },
        Role.NATION: {
            "Dutch": "nederlands|nederlandse|nederlandstalige|in het nederlands",
            "English": "engels|engelse|in het engels",
            "UK": "britse|brits",
            "US": "amerikaanse|amerikaans",
            "German": "duits|duitse|in het duits",
            "French": "frans|franse|in het frans",
            "Belgian": "belgische|belgisch|vlaamse",
            "Japanese": "japanse|japans",
        },
        Role.RELEASE_TYPE: {
            "compilation": "het beste van|grootste hits|verzamelalbum|verzamelaar",
            "soundtrack": "filmmuziek (van|uit|)|de soundtrack (van|)",
            "single": "de single",
        },
        Role.LABEL: "op het label|platenlabel|label",
        Role.NEWEST: "nieuwste|laatste|nieuwe|meest recente|nieuw",
        Role.ORDINAL: {"1": "eerste|debuut", "2": "tweede", "3": "derde", "4": "vierde", "5": "vijfde"},
        Role.SELF_TITLED: "gelijknamige|titelloze|zelfgetitelde",
        Role.COLOUR: {"White": "witte", "Black": "zwarte", "Blue": "blauwe"},
        Role.IN_YEAR: "uit|van|in|uit het jaar|uitgebracht in|anno",
        Role.UNTIL: "tot|tot en met|t m",
        Role.BEFORE: "voor",
        Role.SINCE: "sinds|vanaf|na",
        Role.BETWEEN: "tussen|van",
        Role.DECADE: {
            "1960": "jaren zestig",
            "1970": "jaren zeventig",
            "1980": "jaren tachtig",
            "1990": "jaren negentig",
        },
        Role.DESCRIPTION: "op de hoes|hoe heet|met op de hoes",
    },
)
