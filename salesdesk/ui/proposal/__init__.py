"""The proposal builder."""
