"""Plain Python that computes: money, prices, plans, schedules, distributions, workflows."""
