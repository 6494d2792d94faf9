"""What pages show and say, as typed values made without Qt: what every journey's views are made of, and the session's own."""
