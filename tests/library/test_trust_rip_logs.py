"""What the logs of ripping programs and cue sheets beside an album say, and what their checksums prove."""

import zlib
from pathlib import Path

import numpy as np
import pytest

from apps.library.trust.album_evidence import judge_accurate_rip, judge_cue, judge_log
from apps.library.trust.domain import Verdict
from apps.library.trust.examination import examine
from apps.library.trust.rip_logs import RipLog, read_rip_log
from tests.library.sounds import music, write

EAC = """Exact Audio Copy V1.6 from 23. October 2020

EAC extraction logfile from 3. May 2021, 20:11

Track  1

     Filename C:\\01 Jetty.wav
     Peak level 98.8 %
     Test CRC 1A2B3C4D
     Copy CRC 1A2B3C4D
     Accurately ripped (confidence 12)  [D47291F0]  (AR v2)
     Copy OK

Track  2

     Filename C:\\02 Ebb.wav
     Test CRC 00C0FFEE
     Copy CRC 00C0FFEE
     Accurately ripped (confidence 9)  [ECFE2AF4]  (AR v2)
     Copy OK

All tracks accurately ripped

No errors occurred
"""
XLD = """X Lossless Decoder version 20210101 (154.0)

All Tracks
    CRC32 hash               : D3A17DF5
    CRC32 hash (skip zero)   : EDCADE1A
    Statistics
        Read error                           : 0

Track 01
    CRC32 hash (test run)    : 1A2B3C4D
    CRC32 hash               : 1A2B3C4D
    CRC32 hash (skip zero)   : 17CC2160
        ->Accurately ripped (v2, confidence 8/8)
    Statistics
        Read error                           : {errors}
"""
WHIPPER = """Log created by: whipper 0.10.0 (internal logger)

Tracks:
  1:
    Filename: 01 - Jetty.flac
    Test CRC: 1A2B3C4D
    Copy CRC: 1A2B3C4D
    AccurateRip v1:
      Result: Found, exact match
      Confidence: 5
    AccurateRip v2:
      Result: Found, exact match
    Status: Copy OK

Conclusive status report:
  AccurateRip summary: All tracks accurately ripped
  Health status: No errors occurred
"""
DBPOWERAMP = """dBpoweramp Release 17.1 Digital Audio Extraction Log from Monday, May 3, 2021 8:11 PM

Track 1:  Ripped LBA 0 to 15825 (3:31) in 0:15. Filename: 01 Jetty.flac
  AccurateRip: Accurate (confidence 12)     [Pass 1]
  CRC32: 1A2B3C4D     AccurateRip CRC: D47291F0     [DiscID: 005-00055fd8-001a3998-3206ae05-1]
"""


@pytest.mark.parametrize(
    ("text", "program", "tracks"),
    [(EAC, "EAC", 2), (XLD.format(errors=0), "XLD", 1), (WHIPPER, "whipper", 1), (DBPOWERAMP, "dBpoweramp", 1)],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_program_is_read(text: str, program: str, tracks: int, encoding: str) -> None:
    log = read_rip_log(text.replace("\n", "\r\n").encode(encoding))
    assert log is not None
    assert (log.program, log.tracks, log.accurate, log.inaccurate) == (program, tracks, tracks, 0)
    assert "1A2B3C4D" in log.checksums
    assert (log.errors, log.mismatches) == (0, 0)


def test_trouble_is_counted() -> None:
    broken = EAC.replace("Test CRC 00C0FFEE", "Test CRC 00C0FFEF").replace("Copy OK", "Suspicious position 0:01:02", 1)
    log = read_rip_log(broken.encode())
    assert log is not None
    assert (log.errors, log.mismatches) == (1, 1)
    xld = read_rip_log(XLD.format(errors=3).encode())
    assert xld is not None
    assert xld.errors == 1
    assert judge_log([log], []).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[Event Log]\nnothing", bytes(range(256)) * 50])
def test_other_logs_are_left_alone(data: bytes) -> None:
    assert read_rip_log(data) is None


def log(*checksums: str, accurate: int = 0, inaccurate: int = 0) -> RipLog:
    return RipLog("EAC", checksums, len(checksums), accurate, inaccurate, 0, 0)


def test_only_matching_checksums_prove_a_log() -> None:
    tracks = [frozenset({"1A2B3C4D", "0"}), frozenset({"00C0FFEE", "1"})]
    assert judge_log([log("1A2B3C4D", "00C0FFEE")], tracks).verdict is Verdict.GENUINE
    assert judge_log([log("1A2B3C4D", "DEADBEEF")], tracks).verdict is Verdict.UNKNOWN
    assert judge_log([log("AAAAAAAA", "DEADBEEF")], tracks).verdict is Verdict.UNKNOWN


def test_accurate_rip_lines() -> None:
    assert judge_accurate_rip([log("A" * 8)]) == []
    assert judge_accurate_rip([log("A" * 8, accurate=1)])[0].verdict is Verdict.GENUINE
    assert judge_accurate_rip([log("A" * 8, inaccurate=1)])[0].verdict is Verdict.UNKNOWN


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
