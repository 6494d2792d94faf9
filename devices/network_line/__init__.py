"""What is between terminal and platform, simulated: a line that can be cut, slowed, or answered by a portal."""
