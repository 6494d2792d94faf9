"""What the platform writes down: tables, and the console that shows them."""
