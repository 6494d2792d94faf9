"""What the terminal keeps in SQLite: a catalogue that can be fetched again, and a ledger that may lose nothing."""
