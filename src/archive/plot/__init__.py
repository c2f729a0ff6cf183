"""Pictures: the only room that knows matplotlib, which is an extra and loaded when a picture is drawn.

It imports `domain` and `errors`, and never reads the archive: what it draws is handed to it in words
and numbers. The same picture gives the same bytes.
"""
