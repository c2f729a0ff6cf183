"""What the archive has to say, in words and in JSON forms: the same on a terminal, in a message and in a feed.

It imports the services' answers, domain and errors. Never: opens, writes or sends anything, reads the
archive, or knows what its words are shown on: lines go to whoever asked for them.
"""
