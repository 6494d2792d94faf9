"""Shared data (全域共享): what departments have on record, asked for a purpose, and each time written down."""
