"""Readers of smart cards on PC/SC: `apdu`, `social_security`, `card_child` (the process that holds pyscard), `reader`."""
