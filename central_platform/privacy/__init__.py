"""How long what is held of people is kept, what is told to them of it, and what goes when they wish it."""
