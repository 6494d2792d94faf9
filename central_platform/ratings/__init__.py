"""Ratings of cases, and when each must be answered."""
