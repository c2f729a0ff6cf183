"""Frozen values and pure functions: article, claim, story, event, fact, snapshot, change.

May import: the standard library and `archive.errors`.
Never: reads a clock, a file, the network or the environment; draws a random number; uses a float in
anything that is stored or digested.
"""
