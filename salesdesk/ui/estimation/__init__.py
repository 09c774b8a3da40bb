"""The work-plan editor."""
