"""The kit of parts every screen is made of."""
