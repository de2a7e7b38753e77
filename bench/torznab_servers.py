"""Three Torznab servers for `bench/search.py`, answering after 50 ms, after 500 ms and never. Prints their ports."""

import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from bench.search import title

CAPS = (
    '<caps><searching><search available="yes" supportedParams="q"/><music-search available="yes" '
    'supportedParams="q,artist,album"/></searching><categories><category id="3000" name="Audio"/></categories></caps>'
)


def feed(seed: int) -> bytes:
    """A feed of a hundred torrents."""
    draw = random.Random(seed)
    items = "".join(
        f"<item><title>{escape(title(draw, seed * 60 + place))}</title><size>{draw.randrange(10**8, 10**9)}</size>"
        f'<torznab:attr name="infohash" value="{seed * 60 + place:040x}"/>'
        f'<torznab:attr name="seeders" value="{draw.randrange(300)}"/></item>'
        for place in range(100)
    )
    head = '<rss version="2.0" xmlns:torznab="http://torznab.com/schemas/2015/feed"><channel>'
    return f"{head}{items}</channel></rss>".encode()


def serve(latency: float, seed: int) -> int:
    """Start a server in threads of this process; its port."""
    body = feed(seed)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            caps = parse_qs(urlsplit(self.path).query).get("t") == ["caps"]
            time.sleep(latency if not caps or latency > 60 else 0)
            answer = CAPS.encode() if caps else body
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


if __name__ == "__main__":
    print(*(serve(latency, seed) for seed, latency in enumerate((0.05, 0.5, 3600.0))), flush=True)
    threading.Event().wait()
