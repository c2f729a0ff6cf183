"""From an article to claims, each with the exact words that support it.

May import: ports, domain, errors, and the standard library.
Never: reads or writes the archive, knows any particular story (stories are TOML that users write),
or consolidates: an extractor reports what one article says, not what is so.
"""
