"""The catalogue: built from a published pack, read, searched, and brought up to date; it can be thrown away and fetched again."""
