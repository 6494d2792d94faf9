"""What `main.py bench` measures: one file for each thing that a budget is about, beside its peer in the same run."""
