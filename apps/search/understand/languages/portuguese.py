"""Portuguese, of Brazil and of Portugal."""

from apps.search.understand.languages.language import Language, Role

LANGUAGE = Language(
    code="pt",
    name="Portuguese",
    letters="ãõâêôçáí",
    words="o a os as um uma uns umas e ou de do da dos das d em no na nos nas num numa com sem por pelo pela para pra ao "
    "à que se seu sua seus suas meu minha é são não mais como eu você ele ela nós me te lhe este esta esse essa isso já só muito",
    months="janeiro/jan fevereiro/fev março abril/abr maio junho julho agosto setembro outubro novembro dezembro/dez",
    phrases={
        Role.FILLER: "por favor|faz favor|se faz favor|obrigado|obrigada|olá|oi|bom dia|boa tarde|"
        "(quero|queria|gostaria de|preciso|procuro|desejo|estou procurando|estou à procura de|tô procurando|ando à procura de|eu quero|"
        "eu queria) (ouvir|escutar|ter|encontrar|baixar|descarregar|)|(acha|ache|procura|procure|toca|toque|põe|bota|coloca|"
        "baixa|encontra|encontre|busca|busque|me dá|dá me|arranja|mostra) (me|para mim|pra mim|aí|)|me (acha|toca|mostra|arruma|arranja)|"
        "(pode|poderia|podes|podias|consegue|consegues) (me|) (achar|tocar|encontrar|colocar|arranjar|procurar|baixar|por|)|"
        "você tem|tem|tens|vocês têm|se (possível|der|puder|tiver)|de preferência|chamado|chamada|intitulado|que se chama|música|"
        "alguma música|inteiro|completo|completa|só|apenas|pra mim|para mim|ouvir|escutar|baixar|à procura de|um pouco de",
        Role.GREETING: "olá|oi|bom dia|boa tarde|obrigado|obrigada",
        Role.SOME: "só|apenas|inteiro|completo|completa|música|tem|tens|um pouco de|alguma música",
        Role.ARTICLE: "o|a|os|as|um|uma|aquele|aquela|este|esta|esse|essa|seu|sua",
        Role.ALBUM: "álbum|album|álbuns|disco|discos|lp|álbum de estúdio|disco de estúdio|cd",
        Role.TRACK: "música|canção|canções|faixa|faixas|tema|som|a música|cantiga",
        Role.ARTIST: "banda|grupo|cantor|cantora|artista|rapper|músico|conjunto|dupla|bandas|grupos|artistas|cantores",
        Role.ANY: "qualquer (coisa|disco|álbum|música)|algo|alguma (coisa|música)|algum (disco|álbum)|músicas|canções",
        Role.ALL: "(a|) discografia (completa|inteira|)|tudo|todos os (discos|álbuns)|toda a (obra|discografia|música)|todas as "
        "(músicas|canções)|obra completa",
        Role.BY: "por|cantado por|cantada por|interpretado por|interpretada por|pelo|pela|pelos|tocado por",
        Role.OF: "de|do|da|dos|das|d",
        Role.HAS: "apresenta",
        Role.SIMILAR: "(algo|música|músicas|bandas|artistas|grupos|canções|discos|cantores|alguma coisa|) (como|parecido com|parecidos com|"
        "parecida com|parecidas com|similar a|similares a|semelhante a|semelhantes a|no estilo de|no estilo do|no estilo da|na linha de|"
        "na linha do|do tipo|tipo|ao estilo de|que lembre|que soe como)",
        Role.NOT: "não|sem|nada de|menos|que não seja|mas não|em vez de|não quero|não a|não o|nem",
        Role.EXCEPT: "exceto|excepto|menos|salvo|tirando|fora|com exceção de|mas não",
        Role.AND: "e|ou|com|mais",
        Role.IN: "em|no|na|com|como|formato|no formato|em formato|de|a|o|um|uma|à",
        Role.COPY: "versão|edição|cópia|qualidade|formato|arquivo|arquivos|ficheiro|ficheiros|prensagem|gravação|mixagem|som|rip|"
        "tamanho|lançamento|mistura",
        Role.ONE: "versão|fase|época|era|interpretação|a do|a da|o do|o da|período",
        Role.QUALITY: {
            "lossless": "sem perda|sem perdas|sem compressão|qualidade (de|) cd",
            "hires": "alta (resolução|definição)|alta res",
            "best": "(a|) (melhor|máxima|boa|excelente|alta) qualidade (possível|de som|de áudio|)|(o|) melhor (som|rip|áudio)|a melhor versão|"
            "melhor qualidade|com o melhor som",
            "small": "(o|) (mais|menor|) (pequeno|leve|tamanho|arquivo|ficheiro) possível|(arquivo|ficheiro|arquivos|ficheiros|tamanho) "
            "(pequeno|pequenos|leve|leves|mínimo|reduzido)|(menor|pouco|mínimo) (tamanho|espaço|arquivo)|que ocupe pouco|baixa qualidade|bem leve",
        },
        Role.MEDIUM: {
            "VINYL": "vinil|vinis|disco de vinil",
            "CD": "disco compacto",
            "CASSETTE": "cassete|fita cassete",
        },
        Role.REMASTER: "remasterizado|remasterizada|remasterização|remasterizados|versão remasterizada",
        Role.LIVE: {
            "": "ao vivo|em concerto|show|concerto|em show|versão ao vivo|(álbum|disco) ao vivo|shows|acústico mtv",
            "studio": "de estúdio|versão de estúdio|em estúdio|estúdio",
        },
        Role.EDITION: {
            "original": "(versão|edição|mixagem|gravação|prensagem) original|original|primeira (edição|prensagem)",
            "deluxe": "edição (deluxe|de luxo)|versão deluxe|de luxo",
            "limited": "edição limitada",
            "special": "edição especial",
            "collector's": "edição (de|do|para|) (colecionador|colecionadores|coleccionador)",
            "anniversary": "edição (de|comemorativa|) aniversário|edição comemorativa|aniversário",
            "expanded": "edição (ampliada|expandida|estendida)|versão ampliada",
            "reissue": "reedição|relançamento",
            "bonus tracks": "com (faixas bônus|faixas bónus|faixas extras|bônus)|faixas bônus",
            "explicit": "sem censura|versão explícita",
            "acoustic": "acústico|acústica|versão acústica",
            "instrumental": "versão instrumental|sem voz",
            "extended": "versão (longa|estendida)",
            "box set": "caixa",
            "mono": "em mono|versão mono|mixagem mono",
            "stereo": "em estéreo|em estéreo|versão estéreo|estéreo|estereo",
        },
        Role.NATION: {
            "Portuguese": "português|portuguesa|em português|portugal",
            "Brazilian": "brasileiro|brasileira|brasil",
            "English": "inglês|inglesa|em inglês",
            "UK": "britânico|britânica|reino unido|inglaterra",
            "US": "americano|americana|estadunidense|norte americana|estados unidos",
            "Spanish": "espanhol|espanhola|em espanhol|espanha",
            "German": "alemão|alemã|em alemão|alemanha",
            "French": "francês|francesa|em francês|frança",
            "Italian": "italiano|italiana|em italiano|itália",
            "Japanese": "japonês|japonesa|em japonês|japão",
            "European": "europeu|europeia",
            "Angolan": "angolano|angolana|angola",
        },
        Role.RELEASE_TYPE: {
            "compilation": "o melhor (de|do|da|dos)|(os|) (maiores|grandes) sucessos (de|do|da|dos|)|coletânea|colectânea|compilação|"
            "as melhores (de|do|da|dos)|êxitos de",
            "soundtrack": "trilha sonora (original|) (de|do|da|do filme|)|banda sonora (original|) (de|do|da|do filme|)|a música do filme",
            "single": "o single|compacto",
        },
        Role.LABEL: "selo|pelo selo|gravadora|editora|da gravadora|pela gravadora|pela editora",
        Role.NEWEST: "novo|nova|último|última|mais recente|mais novo|recém lançado",
        Role.ORDINAL: {
            "1": "primeiro|primeira|estreia|álbum de estreia",
            "2": "segundo|segunda",
            "3": "terceiro|terceira",
            "4": "quarto|quarta",
            "5": "quinto|quinta",
            "6": "sexto|sexta",
            "7": "sétimo|sétima",
            "8": "oitavo|oitava",
            "9": "nono|nona",
            "10": "décimo|décima",
        },
        Role.SELF_TITLED: "homônimo|homónimo|homônima|do mesmo nome|autointitulado|auto intitulado|epônimo",
        Role.COLOUR: {
            "White": "branco",
            "Black": "preto|negro",
            "Blue": "azul",
            "Red": "vermelho",
            "Green": "verde",
        },
        Role.IN_YEAR: "de|em|do ano|do ano de|ano|dos anos|anos|de dos|lançado em|gravado em|do ano|no ano de|da década de",
        Role.UNTIL: "até|até o ano|até ao ano|a",
        Role.BEFORE: "antes de|anterior a|anteriores a",
        Role.SINCE: "desde|depois de|a partir de|após",
        Role.BETWEEN: "entre|de",
        Role.DECADE: {
            "1950": "anos cinquenta",
            "1960": "anos sessenta",
            "1970": "anos setenta",
            "1980": "anos oitenta",
            "1990": "anos noventa",
            "2000": "anos dois mil",
        },
        Role.DESCRIPTION: "na capa|com a capa|da capa|aquela que (diz|fala|toca)|como se chama|não (sei|lembro) o nome|da novela|do comercial|"
        "que tem na",
    },
)
