"""Staff: who they are, what they may do, how they sign in, and what is written down of what they do and look at."""
