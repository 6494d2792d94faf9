"""Printers of A4 pages: `cups_printer` (with `cups_child` and `ipp`), and `pdf_folder` for demo and training."""
