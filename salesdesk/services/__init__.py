"""What users do: one call is one transaction."""
