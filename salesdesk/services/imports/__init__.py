"""Files of other programs in: read what can be read, report the rest."""
