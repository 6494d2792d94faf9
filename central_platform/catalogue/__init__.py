"""The catalogue as its authors write it, and its published versions."""
