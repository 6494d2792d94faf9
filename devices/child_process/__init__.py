"""Child processes for native libraries that can hang or crash: `client` asks with a deadline and kills, `server` answers."""
