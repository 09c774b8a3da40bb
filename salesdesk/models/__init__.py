"""The records of SalesDesk and how they behave; no session, no window."""
