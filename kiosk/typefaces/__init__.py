"""Which of our fonts has a character: asked by whatever draws text, on screen, on a receipt or on a page."""
