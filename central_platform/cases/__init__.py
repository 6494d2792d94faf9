"""Cases: opened from submissions, decided by rules and by staff, told to who made them."""
