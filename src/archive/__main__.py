"""`python -m archive` is the same as `archive`."""

from archive.cli import main

if __name__ == "__main__":
    main()
