"""Everything the database knows as one file, out and in: JSON Lines, versioned, read and written as a stream.

The first line is the header, `{"trusttune_export": 1, …}`; then a line a row, `{"model", "pk", "fields"}`; the last one
is `{"end": true, "rows", "sha256"}`, without which the file was cut off.
"""
