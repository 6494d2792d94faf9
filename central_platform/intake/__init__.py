"""Intake: messages from terminals, each answered by a verdict of its own; what each kind means is its own app's."""
