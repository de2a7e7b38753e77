"""Turkish: wishes follow the name, and endings follow an apostrophe."""

from apps.search.understand.languages.language import Language, Role

LANGUAGE = Language(
    code="tr",
    name="Turkish",
    letters="ğşıİ",
    words="ve ile bir bu şu o da de mi mı mu mü için gibi ama ya veya ben sen biz siz çok daha en var yok ne kim",
    months="ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    phrases={
        Role.FILLER: "lütfen|teşekkürler|merhaba|selam|bana|bul|bulur musun|çal|çalar mısın|indir|arıyorum|istiyorum|dinlemek istiyorum|aç|açar mısın|"
        "bulabilir misin|var mı|dinlemek|mümkünse|müzik|tamamı|adlı|isimli|sadece|varsa|tüm",
        Role.GREETING: "merhaba|selam",
        Role.SOME: "sadece|tüm|tamamı|müzik|aç|bul|çal",
        Role.ARTICLE: "şu|bu|o|bir",
        Role.ALBUM: "albüm|albümü|albümünü|plak|plağı|album|albumu",
        Role.TRACK: "şarkı|şarkısı|şarkısını|parça|parçası|türkü|türküsü|şarkıyı",
        Role.ARTIST: "grup|grubu|sanatçı|sanatçısı|şarkıcı|grubunun",
        Role.ANY: "herhangi bir şey|bir şeyler|herhangi bir albümü|şarkıları",
        Role.ALL: "(tüm|bütün) (albümleri|şarkıları|diskografisi)|diskografi|diskografisi|her şeyi|külliyatı",
        Role.SIMILAR_AFTER: "gibi (şarkılar|müzik|gruplar|bir şeyler|)|tarzında|benzeri|tarzı|(e|a|ye|ya) benzer (şarkılar|müzikler|gruplar|sanatçılar|)|benzer",
        Role.NOT: "hayır",
        Role.NOT_AFTER: "değil|olmasın|olmayan|hariç|istemiyorum|olmadan",
        Role.AND: "ve|veya|ya da|ile",
        Role.IN: "en",
        Role.COPY: "olarak|formatında|sürümü|versiyonu|kalitesinde|kalite|kayıt|kaydı|baskı|baskısı|dosya|biçiminde|formatı|versiyon|sürüm",
        Role.QUALITY: {
            "lossless": "kayıpsız|sıkıştırılmamış",
            "hires": "yüksek çözünürlüklü|yüksek çözünürlük",
            "best": "(en iyi|en yüksek|yüksek|iyi) (kalite|kalitede|ses kalitesi|kaliteli)",
            "small": "(en küçük|küçük) (boyut|boyutlu|dosya|boyutta)",
        },
        Role.MEDIUM: {"VINYL": "taş plak|vinil|plaktan", "CASSETTE": "kaset"},
        Role.REMASTER: "remaster edilmiş|yeniden düzenlenmiş",
        Role.LIVE: {
            "": "canlı|konser|konseri|canlı performans|konser kaydı|canlı kayıt",
            "studio": "stüdyo|stüdyo kaydı",
        },
        Role.EDITION: {
            "original": "orijinal|orijinal baskı|ilk baskı",
            "limited": "sınırlı sayıda",
            "special": "özel baskı|özel sürüm",
            "acoustic": "akustik",
            "instrumental": "enstrümantal",
            "deluxe": "delüks",
        },
        Role.NATION: {
            "Turkish": "türkçe|türk",
            "English": "ingilizce",
            "UK": "ingiliz",
            "US": "amerikan",
            "German": "almanca|alman",
            "French": "fransızca",
        },
        Role.RELEASE_TYPE: {
            "compilation": "en iyileri|toplama|en iyi şarkıları|derleme",
            "soundtrack": "film müziği|film müzikleri",
            "single": "tekli|kırkbeşlik|45lik",
        },
        Role.NEWEST: "son|yeni|en yeni|en son",
        Role.ORDINAL: {"1": "ilk|birinci", "2": "ikinci", "3": "üçüncü"},
        Role.AFTER_YEAR: "yılı|yılında|yılından|tarihli|yılındaki|yapımı|çıkışlı",
        Role.UNTIL: "kadar|e kadar|a kadar|yılına kadar",
        Role.SINCE: "sonrası|yılından sonra",
        Role.DECADE: {"1960": "altmışlar", "1970": "yetmişler", "1980": "seksenler", "1990": "doksanlar"},
        Role.DESCRIPTION: "kapağında|kapağındaki",
    },
)
