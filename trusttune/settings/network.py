"""Run-time settings of all downloads together: name → (default, sentence, type). Rates are bytes a second."""

from typing import Any

NETWORK_SETTINGS: dict[str, tuple[Any, ...]] = {
    "DOWNLOAD_LIMIT": (0, "The most that is taken. Such as 500 kB/s or 2 MB/s; 0 for no limit.", int),
    "UPLOAD_LIMIT": (0, "The most that is given. Such as 500 kB/s or 2 MB/s; 0 for no limit.", int),
    "ALTERNATIVE_LIMITS": ("off", "A second pair of limits, for evenings or office hours.", str),
    "ALTERNATIVE_DOWNLOAD_LIMIT": (1_000_000, "The most that is taken while the alternative limits hold.", int),
    "ALTERNATIVE_UPLOAD_LIMIT": (100_000, "The most that is given while the alternative limits hold.", int),
    "ALTERNATIVE_DAYS": ("mon, tue, wed, thu, fri", "On which days they begin: mon, tue, … sun.", str),
    "ALTERNATIVE_FROM": ("08:00", "When they begin.", str),
    "ALTERNATIVE_TO": ("18:00", "When they end; a time before the beginning is the next morning.", str),
    "SCHEDULE_TIME_ZONE": ("", "By whose clock, such as Europe/Berlin. Empty: this machine's.", str),
    "LIMIT_LOCAL_PEERS": (False, "Hold peers in the home network to the limits too.", bool),
    "ACTIVE_DOWNLOADS": (10, "How many arrive at once; the others wait. Those started by force do not count.", int),
    "ACTIVE_SEEDS": (200, "How many are given back at once.", int),
    "QUEUE_COUNTS_SLOW": (False, "Count those that hardly move, too. Off: they let others go ahead.", bool),
    "TORRENT_INTERFACE": (
        "",
        "Nothing of a torrent leaves by another way; where it is gone, everything pauses until it is back. "
        "Searches and covers go the ordinary way, and so does the look-up of trackers' names.",
        str,
    ),
    "TORRENT_PORT": (0, "Where other peers reach this machine. 0: as the environment says.", int),
    "PORT_FORWARDING": (
        True,
        "Ask the router to open that port (UPnP, NAT-PMP); never when bound.",
        bool,
    ),
    "ENCRYPTION": ("allowed", "Whether peers are spoken to in encrypted form.", str),
    "ANONYMOUS_MODE": (False, "Do not tell peers and trackers which program this is.", bool),
    "PROXY_KIND": (
        "none",
        "Everything of a torrent goes through it, or not at all. HTTP carries no DHT and no UDP trackers.",
        str,
    ),
    "PROXY_HOST": ("", "Its name or address.", str),
    "PROXY_PORT": (1080, "Its port.", int),
    "PROXY_USER": ("", "The user's name, if it asks for one.", str),
    "PROXY_PASSWORD": ("", "Kept on this server, and never shown again.", str),
    "BLOCKLIST": (True, "Keep out the addresses of the list below.", bool),
    "BLOCKLIST_URL": ("", "Where the list is fetched, once a day: P2P, DAT or CIDR lines, plain or gzipped.", str),
}
NETWORK_FIELDSETS: dict[str, tuple[str, ...]] = {
    "Speed": (
        "DOWNLOAD_LIMIT",
        "UPLOAD_LIMIT",
        "ALTERNATIVE_LIMITS",
        "ALTERNATIVE_DOWNLOAD_LIMIT",
        "ALTERNATIVE_UPLOAD_LIMIT",
        "ALTERNATIVE_DAYS",
        "ALTERNATIVE_FROM",
        "ALTERNATIVE_TO",
        "SCHEDULE_TIME_ZONE",
        "LIMIT_LOCAL_PEERS",
    ),
    "Queue": ("ACTIVE_DOWNLOADS", "ACTIVE_SEEDS", "QUEUE_COUNTS_SLOW"),
    "Way out": ("TORRENT_INTERFACE", "TORRENT_PORT", "PORT_FORWARDING", "ENCRYPTION", "ANONYMOUS_MODE"),
    "Proxy": ("PROXY_KIND", "PROXY_HOST", "PROXY_PORT", "PROXY_USER", "PROXY_PASSWORD"),
    "Blocklist": ("BLOCKLIST", "BLOCKLIST_URL"),
}
