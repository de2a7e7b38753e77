"""German."""

from apps.search.understand.languages.language import Language, Role

LANGUAGE = Language(
    code="de",
    name="German",
    letters="äöüß",
    words="der die das den dem des ein eine einen einem einer eines und oder von vom zu zum zur im in am an auf aus "
    "bei mit für ohne nicht kein keine keinen ist sind war bitte ich du er sie es wir ihr mich mir dich dir uns mein "
    "meine dein als wie was wer wo wenn auch nur noch gibt fürs ins über unter nach vor durch",
    months="januar/jänner februar/feber märz/maerz april mai juni juli august september oktober november dezember",
    phrases={
        Role.FILLER: "bitte|bitte schön|danke|vielen dank|hallo|hi|hey|moin|servus|"
        "(such|suche|finde|find|spiel|spiele|hol|lade|lad|besorg|zeig|gib) (mir|uns|) (bitte|mal|) (mal|)|leg auf|"
        "ich (suche|möchte|will|hätte|brauche|würde|wünsche|mag|höre) (gern|gerne|mir|) (hören|haben|)|ich such|"
        "ich bin auf der suche nach|auf der suche nach|(kannst|könntest|könnten|können) (du|sie) (mir|uns|) (bitte|mal|)|"
        "hast du|haben sie|habt ihr|gibt es|gibts|hören|anhören|haben|finden|suchen|spielen|besorgen|runterladen|"
        "herunterladen|abspielen|laden|wenns geht|wenn möglich|falls möglich|am liebsten|gern|gerne|mal|gerade|"
        "namens|mit dem (titel|namen)|mit titel|wir (suchen|möchten|wollen|hätten gern)|würde gern|für mich|"
        "heißt|musik|etwas musik|das ganze|ganze|komplett|komplette|bitte nur|nur|einfach|ein paar|vielleicht|"
        "ich will|ich möchte|hätte gern|hätte gerne|gesucht",
        Role.GREETING: "hallo|hi|hey|moin|servus|danke",
        Role.SOME: "nur|einfach|musik|etwas musik|ganze|komplett|komplette|vielleicht|gern|gerne|mal|gerade|haben|hören|finden|laden|suchen|spielen|heißt|ein paar|namens",
        Role.ARTICLE: "der|die|das|den|dem|des|ein|eine|einen|einem|einer|diese|dieses|diesen|dieser|jene|ihr|ihre|"
        "ihrem|ihr(|en)|sein|seine|mein|meine|deren",
        Role.ALBUM: "album|albums|alben|platte|platten|scheibe|schallplatte|langspielplatte|studioalbum|studioalben|"
        "debütalbum|soloalbum|konzeptalbum|lp",
        Role.TRACK: "lied|lieder|song|songs|stück|titel|track|tracks|nummer|schlager",
        Role.ARTIST: "band|gruppe|sänger|sängerin|künstler|künstlerin|musiker|musikerin|rapper|rapperin|interpret|"
        "interpreten|bands|duo|liedermacher|kapelle",
        Role.ANY: "irgendwas|irgend etwas|irgendetwas|irgendein (album|song|lied)|was|etwas|irgendeine platte",
        Role.ALL: "alles|(die|) (komplette|ganze|gesamte|vollständige|) diskografie|(die|) (komplette|ganze|gesamte|) "
        "diskographie|(alle|sämtliche) (alben|platten|songs|lieder|studioalben)|gesamtwerk|das gesamtwerk",
        Role.BY: "von|vom|von der (band|gruppe)|gesungen von|gespielt von|interpretiert von",
        Role.OF: "der|des|aus",
        Role.HAS: "präsentiert|präsentieren",
        Role.SIMILAR: "(so|) (etwas|was|irgendwas|musik|bands|künstler|songs|lieder|sachen|alben|interpreten|) (ähnlich wie|wie)|"
        "ähnliche (musik|bands|künstler|songs|lieder|sachen|alben|) wie|im stil von|à la|ähnlich|so wie|klingt wie|"
        "die klingen wie|in der art von|was klingt wie|vergleichbar mit",
        Role.SIMILAR_AFTER: "ähnlich|oder ähnlich(|es)|und ähnliches",
        Role.NOT: "nicht|kein|keine|keinen|keiner|ohne|bloß nicht|nicht die|nicht das|nicht den|aber nicht|"
        "statt|anstatt",
        Role.EXCEPT: "außer|ausser|bis auf|ausgenommen",
        Role.AND: "und|oder|sowie|mit|beziehungsweise|bzw|entweder",
        Role.IN: "in|im|als|auf|mit|von|der|die|das|den|dem|eine|einen|als die",
        Role.COPY: "version|fassung|ausgabe|auflage|pressung|aufnahme|aufnahmen|kopie|rip|qualität|datei|dateien|format|mischung|"
        "mix|edition|variante|einspielung|dateigröße|tonqualität|klangqualität|klang|mitschnitt",
        Role.ONE: "version|fassung|variante|ära|phase|zeit|einspielung|aufnahme|interpretation",
        Role.QUALITY: {
            "lossless": "verlustfrei|verlustfreie|verlustfreier|verlustfreies|verlustlos|unkomprimiert|in cd qualität|cd qualität",
            "hires": "hochauflösend(|e|er|es|en|em)|hochaufgelöst|in high res|(hohe|hoher|höchste|höchster|bester) auflösung",
            "best": "(beste|bester|besten|bestmögliche|bestmöglicher|höchste|höchster|guter|gute|hoher|maximaler|optimaler) "
            "(qualität|klang|tonqualität|klangqualität|fassung|version)|bestmöglich|bestklingende|am besten klingend|bester klang",
            "small": "(möglichst|so|) (klein|kleine|kleiner) (datei|dateien|dateigröße|wie möglich|)|(kleinste|geringste|kleine|"
            "kleinster|geringer) (datei|dateigröße|größe|version|speicherplatz)|platzsparend|wenig speicherplatz|"
            "(niedrige|geringe) qualität",
        },
        Role.MEDIUM: {
            "VINYL": "schallplatte|vinylplatte|von vinyl|vom vinyl",
            "CD": "cds|von cd",
            "CASSETTE": "kassette|musikkassette",
        },
        Role.REMASTER: "remastert|remasterte(n|s|r|)|neu gemastert|neu abgemischt|remasterte|remasterter|remasterten|remaster version|remaster fassung",
        Role.LIVE: {
            "": "konzert|konzertmitschnitt|livemitschnitt|live mitschnitt|liveaufnahme|live aufnahme|live version|liveversion|"
            "livealbum|live album|konzerte|liveplatte|liveaufnahmen|auftritt|im konzert|live konzert|livekonzert",
            "studio": "studioversion|studioaufnahme|studio version|studiofassung|studioaufnahmen",
        },
        Role.EDITION: {
            "original": "originalpressung|originalausgabe|originalversion|originalfassung|erstpressung|original",
            "deluxe": "deluxe ausgabe|luxusausgabe|deluxe fassung",
            "explicit": "unzensiert|unzensierte (version|fassung)|ungekürzt",
            "anniversary": "jubiläumsausgabe|jubiläumsedition",
            "special": "sonderausgabe|spezialausgabe|sonderedition",
            "limited": "limitierte (auflage|ausgabe|edition|version)",
            "expanded": "erweiterte (ausgabe|fassung|version|auflage)",
            "bonus tracks": "mit bonustracks|bonustracks|mit (bonus|zusatz)material",
            "reissue": "wiederveröffentlichung|neuauflage|nachpressung|neuausgabe",
            "acoustic": "akustikversion|akustisch|akustische version|akustikfassung|akustik",
            "instrumental": "instrumentalversion|ohne gesang",
            "extended": "maxiversion|maxi version|lange version|langfassung",
            "box set": "box|gesamtbox|boxset",
            "mono": "monofassung|monoversion|monomix|in mono",
            "stereo": "stereofassung|stereoversion|in stereo",
        },
        Role.NATION: {
            "German": "deutsch|deutsche|deutschen|deutscher|deutsches|auf deutsch|deutschsprachig|deutschsprachige|deutschland",
            "English": "englisch|englische|englischen|englischer|auf englisch|englischsprachige",
            "UK": "britisch|britische|britischen|britischer|grossbritannien|großbritannien|england",
            "US": "amerikanisch|amerikanische|amerikanischen|us amerikanische|us",
            "French": "französisch|französische|französischen|auf französisch|frankreich",
            "Italian": "italienisch|italienische|italienischen|auf italienisch",
            "Spanish": "spanisch|spanische|spanischen|auf spanisch",
            "Japanese": "japanisch|japanische|japanischen|auf japanisch|japan",
            "Russian": "russisch|russische|russischen|auf russisch",
            "Swedish": "schwedisch|schwedische|schwedischen",
            "Portuguese": "portugiesisch|portugiesische",
            "Austrian": "österreichisch|österreichische|österreich",
            "Swiss": "schweizer|schweizerisch|schweizerdeutsch|schweiz",
            "European": "europäisch|europäische",
        },
        Role.RELEASE_TYPE: {
            "compilation": "(das|) beste von|größte hits|größten erfolge|die größten (hits|erfolge)|zusammenstellung|kompilation|"
            "hitsammlung|sampler|das beste aus",
            "soundtrack": "filmmusik|soundtrack (zum film|zu|von|)|filmmusik (zu|aus)|musik aus dem film|der soundtrack",
            "single": "single|maxi|maxisingle",
        },
        Role.LABEL: "bei|beim label|label|plattenlabel|vom label|erschienen bei",
        Role.NEWEST: "neueste|neuestes|neuesten|neuste|neustes|neusten|letzte|letztes|letzten|aktuelle|aktuelles|neu|neue|"
        "neues|neuen|jüngste|jüngstes|brandneue",
        Role.ORDINAL: {
            "1": "erste|erstes|ersten|debüt|erstlingswerk|allererste",
            "2": "zweite|zweites|zweiten",
            "3": "dritte|drittes|dritten",
            "4": "vierte|viertes|vierten",
            "5": "fünfte|fünftes|fünften",
            "6": "sechste|sechstes|sechsten",
            "7": "siebte|siebtes|siebten|siebter|siebente",
            "8": "achte|achter|achtes|achten",
            "9": "neunte|neunter|neuntes|neunten",
            "10": "zehnte|zehnter|zehntes|zehnten",
        },
        Role.SELF_TITLED: "selbstbetitelt|selbstbetitelte|selbstbetiteltes|gleichnamig|gleichnamige|gleichnamiges|gleichnamigen",
        Role.COLOUR: {
            "White": "weiße|weißes",
            "Black": "schwarze|schwarzes",
            "Blue": "blaue|blaues",
            "Red": "rote|rotes",
            "Green": "grüne|grünes",
        },
        Role.IN_YEAR: "aus|von|vom|im jahr|aus dem jahr|aus dem jahre|anno|erschienen|aus den|der|aus den späten|von den|des jahres",
        Role.UNTIL: "bis|bis einschließlich|bis zum jahr|bis inklusive",
        Role.BEFORE: "vor",
        Role.SINCE: "seit|ab|nach",
        Role.BETWEEN: "zwischen|von",
        Role.DECADE: {
            "1950": "fünfziger(|n|jahre|jahren)",
            "1960": "sechziger(|n|jahre|jahren)",
            "1970": "siebziger(|n|jahre|jahren)",
            "1980": "achtziger(|n|jahre|jahren)",
            "1990": "neunziger(|n|jahre|jahren)",
            "2000": "nuller(|jahre|jahren)",
        },
        Role.DESCRIPTION: "auf dem cover|mit dem cover|wo (man|er|sie)|das lied wo|mit der (zeile|banane)|aus der werbung|"
        "wie heißt|weiß den (titel|namen) nicht|das mit (dem|der)",
    },
)
