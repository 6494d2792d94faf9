"""A camera over a table on which a resident lays a page: `camera`, with `page` (found and straightened), `export` and `ocr`."""
