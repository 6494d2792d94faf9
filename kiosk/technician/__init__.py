"""For those who look after a terminal: what its devices are called, what is wrong with them, and what to do."""
