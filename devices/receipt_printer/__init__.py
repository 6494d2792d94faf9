"""Receipt printers that speak ESC/POS: `layout`, `encoder`, `raster`, `replies` and `printer`."""
