"""Readers of resident identity cards that speak the SAM_V protocol: `frames`, `text_block`, `reader`."""
