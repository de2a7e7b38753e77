"""From a finished download to an album in the music folder, in steps that a kill may fall between.

`gathering` looks at the files, `planning` decides names and tags, `staging` makes the tagged copies out of sight,
`committing` moves them into place and writes the rows. The journal is the `Import` row.
"""
