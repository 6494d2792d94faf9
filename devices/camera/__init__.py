"""A camera: `source` (frames), `decode` (codes in a frame, with `parts`), and `camera_child`, the process that both run in."""
