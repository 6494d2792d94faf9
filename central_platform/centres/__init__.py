"""Acceptance centres, and which of them a case goes to."""
