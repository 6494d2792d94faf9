"""What staff have terminals do from afar, and what terminals send back."""
