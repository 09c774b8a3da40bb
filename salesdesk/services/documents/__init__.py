"""Printed documents, from frozen content to pages."""
