"""Terminals: their keys and tokens, what they sign, and how they are."""
