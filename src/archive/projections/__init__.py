"""From events to rows of the read models. Pure: the same events give the same rows, always.

One read model per file. May import: ports, domain, errors.
Never: reads a clock, a random number, the locale or the database; uses floats or generated keys.
Rebuilding is dropping the rows and replaying the log.
"""
