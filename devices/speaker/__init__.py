"""The voice: `espeak`."""
