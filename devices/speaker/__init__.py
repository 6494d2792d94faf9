"""The voice: `espeak`, the `sounds` of its lines, how Chinese is read (`reading`), and `recordings` of sentences."""
