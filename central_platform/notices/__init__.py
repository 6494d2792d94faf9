"""Notices to residents: text messages about their cases."""
