"""Persons: what is known of one, and who asked."""
