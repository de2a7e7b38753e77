"""AAC by VisualOn's encoder (Debian's `libvo-aacenc0`), which has no program of its own: the library is called."""

import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_int, c_int64, c_short, c_ubyte, c_uint32, c_void_p
from pathlib import Path

LIBRARY = "libvo-aacenc.so.0"
AUDIO_CODING_AAC = 8  # VO_AUDIO_CodingAAC in voAudio.h
ENCODER_PARAMETERS = 0x42211040  # VO_PID_AAC_ENCPARAM in voAAC.h
MEMORY_FUNCTIONS = ("Alloc", "Free", "Set", "Copy", "Check", "Compare", "Move")  # VO_MEM_OPERATOR in voMem.h
FRAME_BYTES = 1024 * 2 * 2  # one frame of stereo 16-bit samples
MOST_OUT = 8192


class _Buffer(Structure):
    _fields_ = (("data", c_void_p), ("length", c_uint32), ("time", c_int64))


class _Used(Structure):
    _fields_ = tuple((name, c_int) for name in ("rate", "channels", "bits", "input_used", "reserved"))


class _Parameters(Structure):
    _fields_ = (("rate", c_int), ("bit_rate", c_int), ("channels", c_short), ("adts", c_short))


class _Memory(Structure):
    """VO_CODEC_INIT_USERDATA: the encoder wants to be told how to get memory."""

    _fields_ = (("kind", c_uint32), ("functions", c_void_p))


class _Interface(Structure):
    """VO_AUDIO_CODECAPI in voAudio.h."""

    _fields_ = (
        ("start", CFUNCTYPE(c_uint32, POINTER(c_void_p), c_int, c_void_p)),
        ("give", CFUNCTYPE(c_uint32, c_void_p, POINTER(_Buffer))),
        ("take", CFUNCTYPE(c_uint32, c_void_p, POINTER(_Buffer), POINTER(_Used))),
        ("set", CFUNCTYPE(c_uint32, c_void_p, c_int, c_void_p)),
        ("get", CFUNCTYPE(c_uint32, c_void_p, c_int, c_void_p)),
        ("end", CFUNCTYPE(c_uint32, c_void_p)),
    )


def present() -> bool:
    """Whether the library is installed."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


def encode(samples: bytes, rate: int, bit_rate: int, out: Path) -> None:
    """Write stereo 16-bit little-endian `samples` as AAC in ADTS frames. Raises OSError where the encoder fails."""
    library, interface, handle = ctypes.CDLL(LIBRARY), _Interface(), c_void_p()
    functions = (c_void_p * 7)(*(ctypes.cast(library[f"cmnMem{name}"], c_void_p).value for name in MEMORY_FUNCTIONS))
    memory = _Memory(0, ctypes.addressof(functions))
    library.voGetAACEncAPI(byref(interface))
    _check(interface.start(byref(handle), AUDIO_CODING_AAC, ctypes.addressof(memory)))
    try:
        parameters = _Parameters(rate, bit_rate, 2, 1)
        _check(interface.set(handle, ENCODER_PARAMETERS, ctypes.addressof(parameters)))
        with out.open("wb") as stream:
            for at in range(0, len(samples) - FRAME_BYTES + 1, FRAME_BYTES):
                stream.write(_frame(interface, handle, samples[at : at + FRAME_BYTES]))
    finally:
        interface.end(handle)


def _frame(interface: _Interface, handle: c_void_p, samples: bytes) -> bytes:
    given = ctypes.create_string_buffer(samples, FRAME_BYTES)
    taken = (c_ubyte * MOST_OUT)()
    source = _Buffer(ctypes.addressof(given), FRAME_BYTES, 0)
    target = _Buffer(ctypes.addressof(taken), MOST_OUT, 0)
    _check(interface.give(handle, byref(source)))
    _check(interface.take(handle, byref(target), byref(_Used())))
    return bytes(taken[: target.length])


def _check(code: int) -> None:
    if code:
        raise OSError(f"the AAC encoder answered 0x{code:08x}")
