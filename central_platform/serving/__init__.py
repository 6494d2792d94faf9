"""How the platform is served: processes, what they let in before a request is read, and who waits."""
