"""The other files of a torrent: cue sheets, rip logs, play lists, notes, and what should not be there."""

import random

from tests.sandbox.catalogue.model import Copy, Release, phrase
from tests.sandbox.copies import AudioFile, album_name, safe

EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"  # the head of a DOS and Windows program


def companions(copy: Copy, files: list[AudioFile], crcs: dict[str, int]) -> dict[str, bytes]:
    """Path → content. `crcs` are the CRC-32 of the tracks' samples by recording, as a rip log states them."""
    made: dict[str, bytes] = {}
    release = copy.contents[0]
    name = safe(album_name(release))
    for extra in copy.extras:
        if extra == "log":
            made[f"{name}.log"] = _log(release, files, crcs).encode("utf-16")
        elif extra == "cue":
            made.update(_cues(files))
        elif extra == "nfo":
            made[f"{name.lower().replace(' ', '_')}.nfo"] = _nfo(copy).encode("cp437", "replace")
        elif extra == "m3u":
            made["00 " + name + ".m3u8"] = "".join(f"{file.path}\n" for file in files).encode()
        elif extra == "txt":
            made["info.txt"] = _notes(copy).encode()
        elif extra == "exe":
            made["Setup.exe"] = _junk(copy, EXECUTABLE, 180_000)
        elif extra == "password":
            made["password.txt"] = (
                b"Password is on http://unlock-music.example/?id=2025\r\nDisable your antivirus first.\r\n"
            )
        elif extra == "url":
            made["More albums.url"] = b"[InternetShortcut]\r\nURL=http://hires-land.example/\r\n"
    if copy.audio == "rar":
        made[f"{name}.part1.rar"] = _junk(copy, b"Rar!\x1a\x07\x01\x00", 2_400_000)
    return made


def executable(seed: str, size: int) -> bytes:
    return EXECUTABLE + random.Random(seed).randbytes(size)


def _junk(copy: Copy, head: bytes, size: int) -> bytes:
    return head + random.Random(copy.key).randbytes(size)


def _cues(files: list[AudioFile]) -> dict[str, bytes]:
    """One cue sheet a medium, UTF-8 with CRLF; times are minutes, seconds and frames of 1/75 s."""
    sheets: dict[str, bytes] = {}
    for medium in {(file.release.mbid, file.medium.position): file for file in files}.values():
        parts = [file for file in files if (file.release, file.medium) == (medium.release, medium.medium)]
        release = medium.release
        lines = [
            f"REM DATE {release.date[:4]}",
            f'PERFORMER "{phrase(release.credits)}"',
            f'TITLE "{release.title}"',
        ]
        for file in parts:
            lines.append(f'FILE "{file.path.rsplit("/", 1)[-1]}" WAVE')
            start = 0
            for track in file.tracks:
                frames = round(start * 75 / 1000)
                lines += [
                    f"  TRACK {track.position:02} AUDIO",
                    f'    TITLE "{track.title}"',
                    f'    PERFORMER "{phrase(track.recording.credits)}"',
                    f"    INDEX 01 {frames // 4500:02}:{frames // 75 % 60:02}:{frames % 75:02}",
                ]
                start += track.length
        folder = parts[0].path.rpartition("/")[0]
        path = f"{folder}/" if folder else ""
        sheets[f"{path}{safe(album_name(release))}.cue"] = ("\r\n".join(lines) + "\r\n").encode()
    return sheets


def _log(release: Release, files: list[AudioFile], crcs: dict[str, int]) -> str:
    lines = [
        "Exact Audio Copy V1.6 from 23. October 2020",
        "",
        f"EAC extraction logfile from 12. March 2025, 20:14 for CD\n{phrase(release.credits)} / {release.title}",
        "",
        "Used drive  : SANDBOX  CD-ROM   Adapter: 1  ID: 0",
        "Read mode               : Secure",
        "Utilize accurate stream : Yes",
        "Defeat audio cache      : Yes",
        "Make use of C2 pointers : No",
        "Read offset correction                      : 6",
        "Fill up missing offset samples with silence : Yes",
        "Delete leading and trailing silent blocks   : No",
        "Null samples used in CRC calculations       : Yes",
        "",
    ]
    for track in (track for file in files for track in file.tracks):
        crc = f"{crcs.get(track.recording.mbid, 0):08X}"
        lines += [
            f"Track {track.position:2}",
            "",
            "     Track quality 100.0 %",
            f"     Test CRC {crc}",
            f"     Copy CRC {crc}",
            "     Copy OK",
            "",
        ]
    return "\r\n".join([*lines, "No errors occurred", "", "End of status report", ""])


def _nfo(copy: Copy) -> str:
    release = copy.contents[0]
    rows = [
        ("artist", phrase(release.credits)),
        ("title", release.title),
        ("label", release.label.name if release.label else "n/a"),
        ("cat.no", release.catalog_number or "n/a"),
        ("date", release.date),
        ("tracks", str(len(release.tracks))),
    ]
    body = "\r\n".join(f"  {name:<8}: {value}" for name, value in rows)
    return f"\r\n  {copy.folder}\r\n  {'-' * 48}\r\n{body}\r\n\r\n  greetings to everyone who seeds\r\n"


def _notes(copy: Copy) -> str:
    release = copy.contents[0]
    tracks = "\n".join(f"{n:02}. {track.title}" for n, track in enumerate(release.tracks, 1))
    place = release.disambiguation or release.title
    return f"{phrase(release.credits)}\n{place}\n\nLineage: generated > FLAC\n\n{tracks}\n"
