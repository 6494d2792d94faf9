"""Versions of the program on this machine: fetched, laid beside the running one, tried, confirmed or returned from.

Decided purely (`engine`, `judging`) from what is seen on the disk (`disk`); docs/architecture.md, "Another version of the program".
"""
