"""What the logs of ripping programs and cue sheets beside an album say, and what their checksums prove."""

import zlib
from pathlib import Path

import numpy as np
import pytest

from apps.library.trust.album_evidence import judge_accurate_rip, judge_cue, judge_log
from apps.library.trust.domain import Verdict
from apps.library.trust.examination import examine
from apps.library.trust.rijndael import Rijndael256
from apps.library.trust.rip_logs import LoggedTrack, RipLog, read_rip_log
from tests.library.sounds import music, write

LOGS = Path(__file__).parent / "rip_logs"
LENGTHS = (211.0, 284.533)


def read(name: str) -> RipLog:
    log = read_rip_log((LOGS / name).read_bytes())
    assert log is not None
    return log


@pytest.mark.parametrize(
    ("name", "program", "accurate", "as_written"),
    [
        ("eac.log", "EAC", (True, True), True),
        ("eac-german.log", "EAC", (None, None), None),
        ("xld.log", "XLD", (True, True), True),
        ("whipper.log", "whipper", (True, True), True),
        ("dbpoweramp.log", "dBpoweramp", (True, False), None),
    ],
)
def test_every_program_is_read(
    name: str, program: str, accurate: tuple[bool | None, ...], as_written: bool | None
) -> None:
    log = read(name)
    assert log.program == program
    assert tuple(track.accurate for track in log.tracks) == accurate
    assert log.tracks[0].checksum == "1A2B3C4D"
    assert log.lengths == pytest.approx(LENGTHS, abs=0.01)
    assert log.as_written is as_written


def test_what_went_wrong_is_told_of_its_track() -> None:
    german, plain = read("eac-german.log"), read("eac.log")
    assert [track.differs for track in german.tracks] == [False, True]
    assert (german.faults, plain.faults) == (1, 0)
    text = (LOGS / "eac.log").read_bytes().decode("utf-16")
    log = read_rip_log(text.replace("     Copy OK", "     Suspicious position 0:01:02", 1).encode())
    assert log is not None
    assert [track.errors for track in log.tracks] == [1, 0]
    xld = read_rip_log(
        (LOGS / "xld.log").read_bytes().replace(b"Read error                           : 0", b"Read error : 3")
    )
    assert xld is not None
    assert xld.faults == 2


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("eac.log", "Burst", ""),
        ("whipper.log", "Copy OK", "Copy ok"),
        ("xld.log", "D47291F0", "D47291F1"),
        ("xld.log", "20210101", "20111231"),
    ],
)
def test_an_edited_log_is_told(name: str, before: str, after: str) -> None:
    data = (LOGS / name).read_bytes()
    text = data.decode("utf-16" if name == "eac.log" else "utf-8")
    edited = text.replace(before, after, 1) if before in text else text.replace("Secure", "secure", 1)
    log = read_rip_log(edited.encode())
    assert log is not None
    assert log.as_written is False
    assert judge_log([log], [])[-1].verdict is Verdict.UNKNOWN
    assert judge_log([read(name)], [])[-1].verdict is Verdict.GENUINE


def test_a_log_of_xld_without_a_signature_says_nothing_about_it() -> None:
    text = (LOGS / "xld.log").read_text()
    unsigned = read_rip_log(text.partition("-----BEGIN")[0].encode())
    assert unsigned is not None
    assert (unsigned.as_written, len(unsigned.tracks)) == (None, 2)
    other = read_rip_log(("EAC is not what wrote this.\n" + text).encode())
    assert other is not None
    assert other.as_written is False


def test_rijndael_with_the_vector_of_its_authors() -> None:
    encrypted = Rijndael256(bytes(32)).encrypt(bytes(32)).hex()
    assert encrypted == "c6227e7740b7e53b5cb77865278eab0726f62366d9aabad908936123a1fc8af3"


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[Event Log]\nnothing", bytes(range(256)) * 50])
def test_other_logs_are_left_alone(data: bytes) -> None:
    assert read_rip_log(data) is None


@pytest.mark.parametrize("name", sorted(path.name for path in LOGS.iterdir()))
def test_a_log_that_breaks_off_anywhere_is_read_as_far_as_it_goes(name: str) -> None:
    data = (LOGS / name).read_bytes()
    for end in range(0, len(data), 293):
        log = read_rip_log(data[:end])
        assert log is None or len(log.tracks) <= 2


def log(*checksums: str, accurate: bool | None = None, errors: int = 0) -> RipLog:
    return RipLog("EAC", tuple(LoggedTrack(checksum, accurate, errors=errors) for checksum in checksums))


def test_only_matching_checksums_prove_a_log() -> None:
    tracks = [frozenset({"1A2B3C4D", "0"}), frozenset({"00C0FFEE", "1"})]
    assert judge_log([log("1A2B3C4D", "00C0FFEE")], tracks)[0].verdict is Verdict.GENUINE
    assert judge_log([log("1A2B3C4D", "DEADBEEF")], tracks)[0].verdict is Verdict.UNKNOWN
    assert judge_log([log("AAAAAAAA", "DEADBEEF")], tracks)[0].verdict is Verdict.UNKNOWN
    assert judge_log([log("AAAAAAAA", errors=1)], [])[0].verdict is Verdict.UNKNOWN


def test_a_log_of_another_disc_is_told_by_its_lengths() -> None:
    assert judge_log([read("xld.log")], [], LENGTHS)[0].verdict is Verdict.GENUINE
    found, *_signature = judge_log([read("xld.log")], [], (211.0, 180.0))
    assert found.verdict is Verdict.UNKNOWN
    assert "1 track." in found.message


def test_accurate_rip_lines() -> None:
    assert judge_accurate_rip([log("A" * 8)]) == []
    assert judge_accurate_rip([log("A" * 8, accurate=True)])[0].verdict is Verdict.GENUINE
    assert judge_accurate_rip([log("A" * 8, accurate=False)])[0].verdict is Verdict.UNKNOWN
    assert judge_accurate_rip([read("dbpoweramp.log")])[0].value == 1


def test_the_examination_computes_what_the_programs_log(tmp_path: Path) -> None:
    sound = music(1)
    whole = np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2").T
    whole[100:2000] = 0
    path = write(tmp_path / "a.wav", sound * 0, codec="pcm_s16le")
    path.write_bytes(path.read_bytes()[: -whole.nbytes] + whole.tobytes())
    measures = examine(path).measures
    assert measures["crc32"] == f"{zlib.crc32(whole.tobytes()):08X}"
    assert measures["crc32_without_zeros"] == f"{zlib.crc32(whole.ravel()[whole.ravel() != 0].tobytes()):08X}"


CUE = 'FILE "a.wav" WAVE\n TRACK 01 AUDIO\n  INDEX 01 00:00:00\n TRACK 02 AUDIO\n  INDEX 01 03:20:00\n'


@pytest.mark.parametrize(
    ("lengths", "verdict"),
    [([200.2, 99.0], Verdict.GENUINE), ([180.0, 99.0], Verdict.UNKNOWN), ([200.0], Verdict.UNKNOWN)],
)
def test_a_cue_sheet_is_held_against_the_lengths(lengths: list[float], verdict: Verdict) -> None:
    found = judge_cue(CUE.encode(), lengths)
    assert found is not None
    assert found.verdict is verdict


def test_a_sheet_that_tells_no_lengths_says_nothing() -> None:
    assert judge_cue(b"nonsense", [1.0]) is None
    assert judge_cue(b'FILE "a.flac" WAVE\n TRACK 01 AUDIO\n  INDEX 01 00:00:00\n', [1.0]) is None
