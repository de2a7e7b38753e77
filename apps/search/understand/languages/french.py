"""French."""

from apps.search.understand.languages.language import Language, Role

LANGUAGE = Language(
    code="fr",
    name="French",
    letters="çœêèûîâùë",
    words="le la les l un une des du de d et ou en dans sur sous avec sans pour par au aux à ce cet cette ces mon ma mes "
    "ton ta tes son sa ses notre nos votre leur leurs je tu il elle on nous vous ils elles me te se est sont pas ne "
    "que qui quoi où quand comme moi toi si plus",
    months="janvier/janv février/fev mars avril mai juin juillet/juil août septembre octobre novembre décembre/dec",
    phrases={
        Role.FILLER: "(s il|sil) (te|vous) plaît|stp|svp|merci|merci d avance|bonjour|bonsoir|salut|coucou|"
        "(je|j) (voudrais|aimerais|veux|cherche|souhaite|souhaiterais|recherche|vais|ai envie d|ai envie de) (bien|) "
        "(écouter|avoir|trouver|entendre|télécharger|)|jaimerais (bien|) (écouter|avoir|trouver|entendre|)|"
        "jai envie (d|de) (écouter|)|(trouve|cherche|mets|met|passe|joue|donne|télécharge|montre|fais) (moi|nous|) (écouter|)|"
        "(peux|pourrais|peut|pourriez|pouvez) (tu|vous|on) (me|nous|m|) (trouver|mettre|passer|jouer|donner|chercher|)|"
        "tu (peux|pourrais) (me|nous|) (trouver|mettre|passer|donner|chercher|jouer|télécharger)|est ce que (tu|vous) (as|avez)|tu (as|aurais)|vous avez|avez vous|on cherche|écouter|télécharger|trouver|"
        "si possible|si (tu peux|vous pouvez|tu as|vous avez)|de préférence|de la musique|quelque chose|intitulé|"
        "qui s appelle|appelé|tout|toute|entier|l intégrale|un peu|juste|seulement|bien|la chose|musique|pour moi|à la recherche de",
        Role.GREETING: "bonjour|bonsoir|salut|coucou|merci",
        Role.SOME: "tout|toute|entier|un peu|juste|seulement|bien|la chose|musique|quelque chose",
        Role.ARTICLE: "le|la|les|l|un|une|des|ce|cet|cette|leur|leurs|son|sa|ses",
        Role.ALBUM: "album|lalbum|albums|disque|disques|33 tours|opus|lp|galette",
        Role.TRACK: "chanson|chansons|morceau|morceaux|titre|titres|piste|tube",
        Role.ARTIST: "groupe|artiste|lartiste|chanteur|chanteuse|rappeur|rappeuse|musicien|musicienne|groupes|artistes|duo",
        Role.ANY: "n importe quoi|nimporte quoi|n importe quel (album|disque|titre)|nimporte quel (album|disque)|"
        "quelque chose|un truc|du|des (titres|chansons|morceaux|albums)",
        Role.ALL: "(toute|) (la|) discographie (complète|intégrale|entière|)|l intégrale|lintégrale|(tous les|tout) "
        "(albums|disques)|tout|l œuvre complète|intégrale",
        Role.BY: "par|chanté par|chantée par|interprété par|interprétée par|joué par|jouée par",
        Role.OF: "de|d|du|des|de l|de la|del",
        Role.HAS: "présente|présentent",
        Role.SIMILAR: "(quelque chose|un truc|des (groupes|artistes|chansons)|de la musique|un groupe|) (comme|semblable à|similaire à|"
        "dans le (style|genre|goût|esprit) de|dans le (style|genre) d|du (genre|style) de|proche de|qui ressemble à)|"
        "(groupes|artistes|chansons|albums|musique|morceaux|chanteurs|titres) (similaires|semblables|proches) (à|aux|de)|"
        "façon|à la manière de|(groupes|artistes|chansons|morceaux|musiques) comme|ressemblant à|qui ressemblent à",
        Role.NOT: "pas|sans|pas de|pas le|pas la|pas du|non|sauf|surtout pas|plutôt que|mais pas|et pas",
        Role.EXCEPT: "sauf|excepté|hormis|à part|à l exception de|mais pas",
        Role.AND: "et|ou|ou bien|plus|avec|soit",
        Role.IN: "en|au|sur|avec|format|au format|dans|de|d|du|à|le|la|l|une|un",
        Role.COPY: "version|édition|pressage|copie|rip|qualité|fichier|fichiers|format|mixage|enregistrement|sortie|son|parution|taille|"
        "interprétation|prise",
        Role.ONE: "version|époque|période|ère|interprétation|celle de|celui de",
        Role.QUALITY: {
            "lossless": "sans perte|sans pertes|non compressé|qualité cd",
            "hires": "haute (résolution|définition)|haute res|hi res",
            "best": "(la|) (meilleure|excellente|très bonne|bonne|haute) (qualité|version|définition sonore) (possible|sonore|audio|)|"
            "(le|) meilleur (son|rip|pressage)|qualité (maximale|maximum|max|optimale)|qui sonne le mieux",
            "small": "(le plus|) (petit|petite|léger|légère) (possible|fichier|taille|)|petits fichiers|(taille|poids) (réduite|réduit|"
            "minimale|minimal)|(plus petite|petite|faible) (taille|qualité)|fichier léger|le moins lourd (possible|)",
        },
        Role.MEDIUM: {
            "VINYL": "vinyle|vinyles|33 tours vinyle|disque vinyle",
            "CD": "disque compact",
            "CASSETTE": "cassette|k7",
        },
        Role.REMASTER: "remasterisé|remasterisée|remasterisés|remastérisé|remastérisée|remasterisation|version remasterisée",
        Role.LIVE: {
            "": "en concert|concert|en public|version live|enregistrement public|en direct|album live|concerts",
            "studio": "version studio|en studio|enregistrement studio|studio",
        },
        Role.EDITION: {
            "original": "(version|édition|pressage|mixage|sortie) (original|originale|d origine|dorigine)|original|originale|premier pressage",
            "deluxe": "édition deluxe|version deluxe|édition de luxe|édition luxe",
            "limited": "édition limitée|tirage limité",
            "special": "édition spéciale",
            "collector's": "édition collector|collector",
            "anniversary": "édition anniversaire|anniversaire|édition du (10|20|25|30|40|50) ème anniversaire",
            "expanded": "édition augmentée|version augmentée|édition enrichie",
            "reissue": "réédition",
            "bonus tracks": "avec (les|des|) (titres|morceaux) bonus|titres bonus|avec bonus",
            "explicit": "non censurée|version non censurée|version explicite",
            "acoustic": "acoustique|version acoustique",
            "instrumental": "version instrumentale|sans paroles|instrumentale",
            "extended": "version longue|maxi 45 tours",
            "box set": "coffret",
            "mono": "en mono|version mono|mixage mono",
            "stereo": "en stéréo|version stéréo|mixage stéréo|stéréo",
        },
        Role.NATION: {
            "French": "français|française|francaise|en français|version française|france",
            "English": "anglais|anglaise|en anglais|version anglaise",
            "UK": "britannique|royaume uni|angleterre",
            "US": "américain|américaine|états unis|etats unis",
            "German": "allemand|allemande|en allemand|allemagne",
            "Italian": "italien|italienne|en italien|italie",
            "Spanish": "espagnol|espagnole|en espagnol|espagne",
            "Japanese": "japonais|japonaise|en japonais|japon",
            "Belgian": "belge|belgique",
            "Canadian": "canadien|canadienne|québécois|québécoise|québec",
            "Portuguese": "portugais|portugaise|en portugais",
            "Brazilian": "brésilien|brésilienne|brésil",
            "Russian": "russe|en russe",
            "Swedish": "suédois|suédoise|suède",
            "European": "européen|européenne",
        },
        Role.RELEASE_TYPE: {
            "compilation": "le meilleur de|les plus grands (succès|tubes)|compilation|compil|best of",
            "soundtrack": "bande originale (du film|de|d|)|(la|) (bo|b o) (du film|de|d|)|bande son|la musique du film|musique du film",
            "single": "45 tours|le single",
            "live album": "double live",
        },
        Role.LABEL: "chez|label|sur le label|paru chez|sorti chez",
        Role.NEWEST: "nouvel|nouveau|nouvelle|dernier|dernière|plus récent|plus récente|tout nouveau|tout dernier",
        Role.ORDINAL: {
            "1": "premier|première|1er|1ère|tout premier",
            "2": "deuxième|second|seconde|2ème|2e",
            "3": "troisième|3ème|3e",
            "4": "quatrième|4ème|4e",
            "5": "cinquième|5ème|5e",
            "6": "sixième|6ème|6e",
            "7": "septième|7ème|7e",
            "8": "huitième|8ème|8e",
            "9": "neuvième|9ème|9e",
            "10": "dixième|10ème|10e",
        },
        Role.SELF_TITLED: "éponyme|homonyme|du même nom",
        Role.COLOUR: {"White": "blanc", "Black": "noir", "Blue": "bleu", "Red": "rouge", "Green": "vert"},
        Role.IN_YEAR: "de|d|en|sorti en|datant de|date de|paru en|année|de l année|des années|années|des|du|l année|enregistré en",
        Role.UNTIL: "jusqu en|jusquen|jusqu à|jusquà|jusque|à|jusqu",
        Role.BEFORE: "avant",
        Role.SINCE: "depuis|après|à partir de|dès",
        Role.BETWEEN: "entre|de",
        Role.DECADE: {
            "1950": "années cinquante",
            "1960": "années soixante",
            "1970": "années soixante dix|seventies",
            "1980": "années quatre vingt(|s)|eighties",
            "1990": "années quatre vingt dix|nineties",
        },
        Role.DESCRIPTION: "sur la pochette|avec la pochette|la pochette|la chanson qui (fait|dit)|comment s appelle|"
        "je ne sais plus le (titre|nom)|dans la pub|celui avec|celle avec|où (on|il|elle)",
    },
)
