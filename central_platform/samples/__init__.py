"""People of the model district, of whom nobody exists."""
