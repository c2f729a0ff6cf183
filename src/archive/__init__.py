"""An append-only archive of news articles: what was reported when, by whom, and how it changed.

The rooms, from the top floor down; each imports only what is below it, and rooms on one floor do
not know each other (`lint-imports` holds this):

    cli            commands and rendering
    bootstrap      names the concrete classes, reads the clock and the environment
    telling        what the services answer, in words and in JSON
    service        one verb per file: ingest, visit, extract, project, snapshot, diff ...
    store, readers, extractors, projections, fetch, deliver, plot
    ports, compare, config
    domain         frozen values and pure functions
    errors         everything that can go wrong
"""

__version__ = "0.1.0"
