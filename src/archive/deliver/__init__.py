"""From a message to where it is wanted, other than over a connection of our own: a feed file, Apprise.

May import: ports, domain, errors, and the package a destination needs, when it is used. Never: decides
what is told or when, tries again on its own, or writes a destination's secrets anywhere.
"""
