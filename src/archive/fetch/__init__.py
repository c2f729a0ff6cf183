"""From a URL to the bytes that a server gives for it; the only room with a socket.

May import: ports, domain, errors, urllib3, protego and idna. Never: reads the database, judges what a
page says, opens a connection to an address that it has not checked, or lets a server make it wait or
hold more than it was told to.
"""
