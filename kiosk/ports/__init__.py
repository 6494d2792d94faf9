"""What the kiosk needs from outside: Protocols, and the immutable values that cross them."""
