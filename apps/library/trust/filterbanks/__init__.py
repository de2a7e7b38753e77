"""The transforms in which lossy codecs quantise: MP3's hybrid filterbank and the MDCTs of AAC, Vorbis and Opus."""
