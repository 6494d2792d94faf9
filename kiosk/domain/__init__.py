"""Values and rules of community affairs: no I/O, no clock of its own."""
