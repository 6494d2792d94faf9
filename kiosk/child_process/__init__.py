"""Child processes for libraries that can hang, crash or take much memory: `client` asks with a deadline, `server` answers."""
