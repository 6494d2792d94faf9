"""The sync engine: a pure stepper, the client of the central platform, and the threads that drive them."""
