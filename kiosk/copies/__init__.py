"""Licence copies: what the code on one states and who signed it, and the page itself."""
