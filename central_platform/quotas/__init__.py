"""How much one terminal, and everybody about one person, may ask, send and have kept in a day; and the alarms where it is more."""
