"""What runs the devices: `hub` has a worker for each, `worker` is its I/O thread, `supervisor` says when to look at it."""
