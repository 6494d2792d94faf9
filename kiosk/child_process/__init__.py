"""Child processes for native libraries that can hang, crash or take much memory: `client` asks with a deadline and kills, `server` answers."""
