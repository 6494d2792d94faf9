"""What is to be paid for cases, and what the city's payment service tells of it."""
