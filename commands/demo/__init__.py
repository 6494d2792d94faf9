"""The demo: a model district whose terminal is played, or touched. Never imported by the product itself."""
