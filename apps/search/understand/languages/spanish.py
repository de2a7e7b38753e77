"""Spanish."""

from apps.search.understand.languages.language import Language, Role

LANGUAGE = Language(
    code="es",
    name="Spanish",
    letters="ñ¿¡áíóú",
    words="el la los las un una unos unas lo y e o u de del en con sin por para a al que qué se su sus mi mis tu tus es "
    "son está no si más como yo me te nos le les este esta estos estas ese esa eso muy ya cuando donde",
    months="enero/ene febrero/feb marzo abril/abr mayo junio julio agosto septiembre/setiembre octubre noviembre "
    "diciembre/dic",
    phrases={
        Role.FILLER: "por favor|porfa|porfavor|gracias|muchas gracias|hola|buenas|buenos días|oye|"
        "(quiero|quisiera|querría|necesito|deseo|busco|me gustaría|estoy buscando|ando buscando|quiero que) (escuchar|oír|tener|"
        "encontrar|descargar|bajar|conseguir|)|(búscame|buscame|ponme|pon|dame|encuéntrame|encuentra|busca|descarga|"
        "descárgame|consígueme|tócame|muéstrame|bájame|reproduce)|(puedes|podrías|puede|podría|podéis) (poner|ponerme|"
        "buscar|buscarme|encontrar|encontrarme|darme|conseguir|conseguirme|descargar|)|(tienes|tenéis|tiene|hay)|"
        "si (es posible|puedes|lo tienes|puede ser)|a ser posible|preferiblemente|llamado|llamada|titulado|titulada|"
        "que se llama|música|algo de música|todo el|entero|completo|completa|sólo|solo|para mí|un poco|escuchar|oír|descargar|ya",
        Role.GREETING: "hola|buenas|gracias|oye",
        Role.SOME: "solo|sólo|todo el|entero|completo|completa|música|ya|un poco|algo de música",
        Role.ARTICLE: "el|la|los|las|un|una|unos|unas|este|esta|ese|esa|aquel|aquella|su|sus",
        Role.ALBUM: "álbum|album|álbumes|disco|discos|elepé|lp|larga duración|álbum de estudio|disco de estudio|trabajo discográfico",
        Role.TRACK: "canción|canciones|tema|temas|pista|rola|sencillo|cancion",
        Role.ARTIST: "banda|grupo|cantante|artista|cantautor|cantautora|rapero|rapera|músico|conjunto|dúo|grupos|bandas|artistas|cantantes",
        Role.ANY: "cualquier (cosa|disco|álbum|canción|tema)|lo que sea|algo|alguna (canción|cosa)|algún (disco|álbum|tema)|música|"
        "cualquiera",
        Role.ALL: "(la|) discografía (completa|entera|)|discografia (completa|)|todo|todos (los|sus) (discos|álbumes|albums)|"
        "toda la (música|discografía|obra)|la obra completa|(las|) obras completas|todas (las|sus) canciones",
        Role.BY: "interpretado por|interpretada por|cantado por|cantada por|por|tocado por|tocada por",
        Role.OF: "de|del|de la|de los|de las",
        Role.HAS: "presenta|presentan",
        Role.SIMILAR: "(algo|música|grupos|bandas|artistas|canciones|discos|cantantes|temas|) (como|parecido a|parecidos a|parecida a|"
        "parecidas a|similar a|similares a|al estilo de|en la línea de|del estilo de|tipo|que suene a|que suenen a)|"
        "parecido a|similares a|al estilo de|en la onda de|del palo de",
        Role.NOT: "no|sin|nada de|que no sea|ni|no la|no el|pero no|en vez de|no quiero|nunca",
        Role.EXCEPT: "excepto|salvo|menos|quitando|a excepción de|pero no",
        Role.AND: "y|e|o|u|con|más|o bien",
        Role.IN: "en|con|como|formato|en formato|a|de|el|la|una|un|los",
        Role.COPY: "versión|version|edición|copia|calidad|formato|archivo|archivos|prensaje|prensado|grabación|mezcla|sonido|rip|"
        "tamaño|lanzamiento|toma",
        Role.ONE: "versión|época|etapa|interpretación|era|la de|el de|período",
        Role.QUALITY: {
            "lossless": "sin pérdida|sin pérdidas|sin perdida|sin comprimir|calidad (de|) cd",
            "hires": "alta (resolución|definición)|alta res",
            "best": "(la|) (mejor|máxima|buena|excelente|alta) calidad (posible|de sonido|de audio|)|(el|) mejor (sonido|rip|audio)|la mejor versión|"
            "que (mejor suene|suene mejor)|mejor calidad",
            "small": "(lo más|) (pequeño|pequeña|ligero|liviano) (posible|)|(archivo|archivos|tamaño) (pequeño|pequeños|ligero|ligeros|mínimo)|"
            "(menor|mínimo|poco) (tamaño|espacio|peso)|que (pese|ocupe) poco|(el|) más (pequeño|liviano|ligero) (posible|)|"
            "baja calidad|que no pese mucho",
        },
        Role.MEDIUM: {
            "VINYL": "vinilo|vinilos|disco de vinilo|acetato",
            "CD": "disco compacto",
            "CASSETTE": "casete|casette",
        },
        Role.REMASTER: "remasterizado|remasterizada|remasterización|remasterizacion|remasterizados|versión remasterizada|remasterizar|remasterizaciones",
        Role.LIVE: {
            "": "en vivo|en directo|en concierto|concierto|conciertos|directo|versión en vivo|versión en directo|(álbum|disco) en (vivo|directo)",
            "studio": "de estudio|versión de estudio|en estudio|estudio",
        },
        Role.EDITION: {
            "original": "(versión|edición|mezcla|grabación|prensado) original|original|primera (edición|prensada)|primer prensaje",
            "deluxe": "edición (deluxe|de lujo)|versión deluxe|de lujo",
            "limited": "edición limitada",
            "special": "edición especial",
            "collector's": "edición (de|para|) (coleccionista|coleccionistas|coleccionismo)",
            "anniversary": "edición (de|del|) aniversario|aniversario",
            "expanded": "edición (ampliada|extendida|expandida)|versión ampliada",
            "reissue": "reedición",
            "bonus tracks": "con (bonus|temas extra|canciones extra|pistas extra|temas adicionales)",
            "explicit": "sin censura|versión explícita|explícita",
            "acoustic": "acústico|acústica|versión acústica|en acústico",
            "instrumental": "versión instrumental|sin voz",
            "extended": "versión (larga|extendida)",
            "box set": "caja recopilatoria|caja",
            "mono": "en mono|mezcla mono|versión mono",
            "stereo": "en estéreo|mezcla estéreo|versión estéreo|estéreo",
        },
        Role.NATION: {
            "Spanish": "español|española|castellano|en español|en castellano|españa",
            "English": "inglés|inglesa|en inglés",
            "UK": "británico|británica|reino unido|inglaterra",
            "US": "estadounidense|americano|americana|estados unidos|eeuu",
            "Mexican": "mexicano|mexicana|méxico",
            "Argentine": "argentino|argentina",
            "Chilean": "chileno|chilena|chile",
            "Colombian": "colombiano|colombiana|colombia",
            "German": "alemán|alemana|en alemán|alemania",
            "French": "francés|francesa|en francés|francia",
            "Italian": "italiano|italiana|en italiano|italia",
            "Portuguese": "portugués|portuguesa|en portugués",
            "Brazilian": "brasileño|brasileña",
            "Japanese": "japonés|japonesa|en japonés|japón",
            "European": "europeo|europea",
            "Swedish": "sueco|sueca|suecia",
        },
        Role.RELEASE_TYPE: {
            "compilation": "lo mejor de|(los|) grandes éxitos (de|)|recopilatorio|recopilación|recopilado|compilado|éxitos de|antología|"
            "todos los éxitos",
            "soundtrack": "banda sonora (original|) (de|del|de la película|)|la música de la película|bso",
            "single": "el sencillo|el single",
        },
        Role.LABEL: "sello|del sello|discográfica|en el sello|con el sello",
        Role.NEWEST: "nuevo|nueva|último|última|más reciente|más nuevo|lo último|lo nuevo|novísimo",
        Role.ORDINAL: {
            "1": "primer|primero|primera|debut",
            "2": "segundo|segunda",
            "3": "tercer|tercero|tercera",
            "4": "cuarto|cuarta",
            "5": "quinto|quinta",
            "6": "sexto|sexta",
            "7": "séptimo|séptima",
            "8": "octavo|octava",
            "9": "noveno|novena",
            "10": "décimo|décima",
        },
        Role.SELF_TITLED: "homónimo|homónima|del mismo nombre|epónimo",
        Role.COLOUR: {"White": "blanco", "Black": "negro", "Blue": "azul", "Red": "rojo", "Green": "verde"},
        Role.IN_YEAR: "de|del|en|del año|año|de los años|de los|años|los años|salido en|publicado en|lanzado en|grabado en",
        Role.UNTIL: "hasta|hasta el|hasta el año|a",
        Role.BEFORE: "antes de|anterior a|anteriores a|previo a",
        Role.SINCE: "desde|después de|a partir de|posterior a",
        Role.BETWEEN: "entre|de|desde",
        Role.DECADE: {
            "1950": "(los|) cincuenta",
            "1960": "(los|años) sesenta",
            "1970": "(los|años) setenta",
            "1980": "(los|años) ochenta",
            "1990": "(los|años) noventa",
            "2000": "años dos mil",
        },
        Role.DESCRIPTION: "en la portada|de la portada|con la portada|la que (dice|suena)|cómo se llama|no (sé|recuerdo) el (nombre|título)|"
        "la del anuncio|el que tiene",
    },
)
