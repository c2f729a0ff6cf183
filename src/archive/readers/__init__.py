"""From bytes to an article: its text, the blocks of it, and metadata with the place each was read from.

One format per file. May import: ports, domain, errors, and the parser that a format needs.
Never: opens a file or a socket, guesses a value it cannot point at, or changes the text it was
given; offsets into that text are evidence. Unknown is a legal answer.
"""
