"""The budget matrix."""
