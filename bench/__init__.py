"""SalesDesk measured against named rivals, each pair in the same run."""
