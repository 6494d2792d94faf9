"""One file a command: the wiring, and the only rooms that know every other room."""
