"""Both trackers tell of the seeder, count, and answer nonsense with an error."""

import socket
import struct
import urllib.request
from urllib.parse import quote, urlsplit

from tests.sandbox import Sandbox
from tests.sandbox.metainfo import Bencodable, bdecode
from tests.sandbox.servers.tracker import Swarms

KEY = "hollow-coast/tidewater/flac"


def http(internet: Sandbox, path: str) -> dict[bytes, Bencodable]:
    with urllib.request.urlopen(internet.tracker.url + path, timeout=10) as answer:
        found = bdecode(answer.read())
    assert isinstance(found, dict)
    return found


def announce(info_hash: str, port: int, left: int = 1, event: str = "started") -> str:
    peer = f"info_hash={quote(bytes.fromhex(info_hash))}&peer_id={'x' * 20}&port={port}"
    return f"/announce?{peer}&left={left}&event={event}"


def test_an_announce_leads_to_the_seeder(internet: Sandbox) -> None:
    host, port = internet.seeder.address
    answer = http(internet, announce(internet[KEY].info_hash, 50001) + "&compact=1")
    assert answer[b"peers"] == socket.inet_aton(host) + struct.pack("!H", port)
    http(internet, announce(internet[KEY].info_hash, 50001, event="stopped"))


def test_a_scrape_counts_what_the_indexers_claim_for_the_living_and_nobody_for_the_dead(internet: Sandbox) -> None:
    dead = internet["the-ninth-meridian/atlas-of-small-hours/dead"]
    hashes = [bytes.fromhex(one.info_hash) for one in (internet[KEY], dead)]
    files = http(internet, "/scrape?" + "&".join(f"info_hash={quote(one)}" for one in hashes))[b"files"]
    assert isinstance(files, dict)
    counts = [entry[b"complete"] for one in hashes if isinstance(entry := files[one], dict)]
    assert counts == [26, 0]


def test_a_broken_announce_is_refused(internet: Sandbox) -> None:
    assert b"failure reason" in http(internet, "/announce?info_hash=short&port=1")


def test_udp_connect_announce_and_scrape(internet: Sandbox) -> None:
    info_hash = bytes.fromhex(internet[KEY].info_hash)
    address = urlsplit(internet.udp_tracker.announce_url)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        client.connect((address.hostname, address.port))
        client.send(struct.pack("!QII", 0x41727101980, 0, 7))
        action, transaction, connection = struct.unpack("!IIQ", client.recv(64))
        assert (action, transaction) == (0, 7)
        body = struct.pack("!QII20s20sQQQIIIiH", connection, 1, 8, info_hash, b"p" * 20, 0, 1, 0, 2, 0, 0, -1, 50002)
        client.send(body)
        answer = client.recv(512)
        assert struct.unpack_from("!II", answer) == (1, 8)
        assert struct.unpack_from("!H", answer, len(answer) - 2)[0] == internet.seeder.address[1]
        client.send(struct.pack("!QII", connection, 2, 9) + info_hash)
        assert struct.unpack("!IIIII", client.recv(64))[:3] == (2, 9, 26)
        client.send(struct.pack("!QII", 1, 1, 10) + body[16:])
        assert struct.unpack_from("!II", client.recv(64)) == (3, 10)


def test_a_client_hears_of_one_peer_a_host_unless_all_are_wanted() -> None:
    swarm = b"h" * 20
    swarms = Swarms(residents={1})
    for port, seeding in ((3, True), (1, True), (2, False)):
        swarms.announce(swarm, ("127.0.0.1", port), seeding=seeding, gone=False)
    assert swarms.peers(swarm, ("127.0.0.1", 2), 50) == [("127.0.0.1", 1)]
    assert swarms.peers(swarm, ("127.0.0.1", 1), 50) == [("127.0.0.1", 2)]
    swarms.one_per_host = False
    assert swarms.peers(swarm, ("127.0.0.1", 2), 50) == [("127.0.0.1", 1), ("127.0.0.1", 3)]
    swarms.away.add(1)
    assert swarms.peers(swarm, ("127.0.0.1", 2), 50) == [("127.0.0.1", 3)]
    swarms.announce(swarm, ("127.0.0.1", 1), seeding=True, gone=True)  # late, and of no account
    swarms.away.remove(1)
    assert ("127.0.0.1", 1) in swarms.peers(swarm, ("127.0.0.1", 2), 50)
    swarms.announce(swarm, ("127.0.0.1", 3), seeding=True, gone=True)
    assert swarms.peers(swarm, ("127.0.0.1", 2), 50) == [("127.0.0.1", 1)]
