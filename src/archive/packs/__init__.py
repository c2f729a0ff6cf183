"""Built-in packs: one TOML file for each kind of story, with its fact types and the wordings that assert them.

A story names them without ".toml": `packs = ["casualties"]`. The text of every pack that a story uses is
recorded with the story, so an archive reads the same after an upgrade until the story is added again.
May import: nothing; the files are data, read by `service.packs`.
Never: holds names of people, places or events, which are the story's own.
"""
