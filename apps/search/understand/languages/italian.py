"""Italian."""

from apps.search.understand.languages.language import Language, Role

LANGUAGE = Language(
    code="it",
    name="Italian",
    letters="àèìòù",
    words="il lo la i gli le l un uno una e ed o di del dello della dei degli delle d a al allo alla ai agli alle da dal "
    "dalla dai in nel nella nei con su sul sulla per tra fra senza non che chi cui come mi ti si ci vi se è sono era mio "
    "mia tuo tua suo sua questo questa quello quella più anche ma",
    months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    phrases={
        Role.FILLER: "per favore|per piacere|perfavore|grazie|grazie mille|ciao|salve|buongiorno|"
        "(voglio|vorrei|cerco|sto cercando|mi serve|ho bisogno di|mi piacerebbe|desidero|ho voglia di|vogliamo|cercavo) (ascoltare|sentire|avere|"
        "trovare|scaricare|)|(trovami|cercami|mettimi|metti|suonami|suona|dammi|fammi (sentire|ascoltare)|scaricami|scarica|trova|cerca|"
        "riproduci|passami|mostrami)|(puoi|potresti|può|potete) (trovarmi|mettere|mettermi|cercare|cercarmi|suonare|darmi|farmi sentire|trovare|)|"
        "(hai|avete|ce|c è)|se (possibile|puoi|ce l hai|si può)|possibilmente|preferibilmente|intitolato|intitolata|chiamato|chiamata|che si chiama|"
        "musica|un po di musica|un po di|tutto|intero|completo|completa|solo|soltanto|per me|ascoltare|sentire|scaricare|alla ricerca di",
        Role.GREETING: "ciao|salve|buongiorno|grazie",
        Role.SOME: "solo|soltanto|tutto|intero|completo|completa|musica|un po di|un po di musica|c è",
        Role.ARTICLE: "il|lo|la|i|gli|le|l|un|uno|una|quel|quello|quella|questo|questa|suo|sua",
        Role.ALBUM: "album|lalbum|disco|dischi|lp|ellepì|album in studio|cd",
        Role.TRACK: "canzone|canzoni|brano|brani|pezzo|pezzi|traccia|singolo",
        Role.ARTIST: "gruppo|band|cantante|artista|lartista|cantautore|cantautrice|rapper|complesso|musicista|gruppi|artisti|cantanti|duo",
        Role.ANY: "qualsiasi (cosa|disco|album|canzone)|qualunque (cosa|disco)|qualcosa|qualche (disco|album|canzone)|qualche cosa|"
        "una canzone qualsiasi|canzoni|musica",
        Role.ALL: "(la|) discografia (completa|intera|)|tutto|tutti (gli|i) (album|dischi)|tutta la (discografia|musica|produzione)|tutte le canzoni|"
        "l opera omnia|opera omnia|lopera completa",
        Role.BY: "cantata da|cantato da|interpretata da|interpretato da|suonata da|suonato da|eseguita da|eseguito da",
        Role.OF: "di|del|dello|della|dei|degli|delle|d|da|dai",
        Role.HAS: "presenta",
        Role.SIMILAR: "(qualcosa|musica|gruppi|artisti|canzoni|dischi|cantanti|brani|) (come|simile a|simili a|simile ai|simili ai|nello stile di|"
        "nello stile dei|sullo stile di|alla|sulla scia di|tipo|che somigli a|del genere di|sul genere di|che assomigli a)",
        Role.NOT: "non|no|senza|niente|nessun|nessuna|tranne|non la|non il|ma non|invece di|mai",
        Role.EXCEPT: "tranne|eccetto|salvo|a parte|escluso|esclusa|ma non|fuorché",
        Role.AND: "e|ed|o|oppure|con|più",
        Role.IN: "in|su|con|formato|in formato|come|a|di|il|la|una|un|nel|nella",
        Role.COPY: "versione|edizione|copia|qualità|formato|file|stampa|registrazione|incisione|missaggio|mix|suono|rip|dimensione|"
        "uscita|esecuzione",
        Role.ONE: "versione|epoca|periodo|era|interpretazione|esecuzione|quella di|quello di",
        Role.QUALITY: {
            "lossless": "senza (perdita|perdite)|non compresso|qualità cd",
            "hires": "alta (risoluzione|definizione)|alta res",
            "best": "(la|) (migliore|miglior|massima|ottima|buona|alta) qualità (possibile|audio|sonora|)|(il|) miglior (suono|rip|audio)|"
            "la (migliore|miglior) versione|qualità (migliore|massima|alta)|che suona meglio",
            "small": "(il|) più (piccolo|piccola|leggero|leggera) possibile|(file|dimensione|dimensioni) (piccolo|piccoli|piccola|ridotta|ridotte|leggero|leggeri|"
            "minima)|(meno|poco) spazio|che (occupi|occupa) poco|bassa qualità|(più|) (piccolo|leggero)",
        },
        Role.MEDIUM: {
            "VINYL": "vinile|vinili|disco in vinile",
            "CD": "compact disc",
            "CASSETTE": "musicassetta|cassetta",
        },
        Role.REMASTER: "rimasterizzato|rimasterizzata|rimasterizzazione|rimasterizzati|versione rimasterizzata",
        Role.LIVE: {
            "": "dal vivo|in concerto|concerto|concerti|versione live|versione dal vivo|(album|disco) dal vivo",
            "studio": "in studio|versione (in|da|di) studio|da studio|studio",
        },
        Role.EDITION: {
            "original": "(versione|edizione|registrazione|stampa|incisione) originale|originale|prima (stampa|edizione)",
            "deluxe": "edizione deluxe|edizione di lusso|versione deluxe",
            "limited": "edizione limitata",
            "special": "edizione speciale",
            "collector's": "edizione (da|per|) (collezione|collezionisti)",
            "anniversary": "edizione (dell|del|per l|) anniversario|edizione dellanniversario|anniversario",
            "expanded": "edizione (ampliata|estesa|espansa)|versione (estesa|ampliata)",
            "reissue": "ristampa|riedizione",
            "bonus tracks": "con (bonus|tracce bonus|brani bonus|brani extra)|tracce bonus",
            "explicit": "senza censura|non censurata|versione esplicita",
            "acoustic": "acustico|acustica|versione acustica|in acustico",
            "instrumental": "versione strumentale|strumentale",
            "extended": "versione lunga",
            "box set": "cofanetto",
            "mono": "in mono|versione mono|missaggio mono",
            "stereo": "in stereo|versione stereo|missaggio stereo",
        },
        Role.NATION: {
            "Italian": "italiano|italiana|in italiano|italia",
            "English": "inglese|in inglese",
            "UK": "britannico|britannica|regno unito|inghilterra",
            "US": "americano|americana|statunitense|stati uniti",
            "Spanish": "spagnolo|spagnola|in spagnolo|spagna",
            "German": "tedesco|tedesca|in tedesco|germania",
            "French": "francese|in francese|francia",
            "Japanese": "giapponese|in giapponese|giappone",
            "Portuguese": "portoghese|in portoghese",
            "European": "europeo|europea",
            "Russian": "russo|russa|in russo",
        },
        Role.RELEASE_TYPE: {
            "compilation": "il meglio (di|del|dei|della)|(i|) (più grandi|grandi|maggiori) successi (di|del|dei|)|raccolta|antologia|compilation|"
            "i successi (di|dei)",
            "soundtrack": "colonna sonora (originale|) (di|del film|del|della|)|la musica del film|musiche del film",
            "single": "45 giri|il singolo",
        },
        Role.LABEL: "etichetta|per l etichetta|casa discografica|su etichetta|edito da",
        Role.NEWEST: "nuovo|nuova|ultimo|ultima|l ultimo|lultimo|più recente|nuovissimo|recente",
        Role.ORDINAL: {
            "1": "primo|prima|debutto|esordio|d esordio|desordio|di debutto",
            "2": "secondo|seconda",
            "3": "terzo|terza",
            "4": "quarto|quarta",
            "5": "quinto|quinta",
            "6": "sesto|sesta",
            "7": "settimo|settima",
            "8": "ottavo|ottava",
            "9": "nono|nona",
            "10": "decimo|decima",
        },
        Role.SELF_TITLED: "omonimo|omonima|eponimo",
        Role.COLOUR: {"White": "bianco", "Black": "nero", "Blue": "blu", "Red": "rosso", "Green": "verde"},
        Role.IN_YEAR: "del|di|in|nel|dell|dellanno|anno|uscito nel|degli anni|anni|degli|registrato nel|dal|datato|pubblicato nel",
        Role.UNTIL: "fino al|fino a|al|entro il|sino al",
        Role.BEFORE: "prima del|precedente al|precedenti al|antecedente al",
        Role.SINCE: "dal|dopo il|a partire dal|successivo al",
        Role.BETWEEN: "tra il|fra il|tra|dal",
        Role.DECADE: {
            "1950": "anni cinquanta",
            "1960": "anni sessanta",
            "1970": "anni settanta",
            "1980": "anni ottanta",
            "1990": "anni novanta",
            "2000": "anni duemila|anni zero",
        },
        Role.DESCRIPTION: "sulla copertina|in copertina|con la copertina|quella che (dice|fa)|come si chiama|non (so|ricordo) il (titolo|nome)|"
        "della pubblicità|dello spot|quello con",
    },
)
