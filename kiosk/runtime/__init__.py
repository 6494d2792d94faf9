"""What carries the session's effects out. Never imported by the session or by a journey."""
