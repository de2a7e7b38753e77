"""What else an indexer finds for the words of a music search: films, videos, books. (category, bytes, listing)"""

from tests.sandbox.catalogue.model import Listing

STRAYS = (
    (2040, 9_340_000_000, Listing("sandbox", "Tidewater.2018.1080p.BluRay.x264-REELS", 88, 4, 2200)),
    (5040, 1_310_000_000, Listing("sandbox", "Half.Past.Summer.S01E03.720p.WEB.h264-KITE", 41, 6, 55)),
    (
        3020,
        730_000_000,
        Listing("sandbox", "Marlow Vane - Half Past Summer (Official Video) 2160p WEB-DL", 12, 1, 44),
    ),
    (
        3030,
        412_000_000,
        Listing("cratedigger", "Hanna Brook - The Winter Stair (Unabridged Audiobook) M4B", 9, 0, 800),
    ),
    (4050, 2_100_000_000, Listing("cratedigger", "1987 - The Arcade Years [GOG]", 15, 2, 400, "magnet")),
    (
        7020,
        3_400_000,
        Listing("cratedigger", "Anselm Reuter - Cello Suites (complete edition, sheet music) PDF", 6, 0, 1500),
    ),
)
