"""Sansan (三散): from an inspection's findings to closed tasks whose figures anyone can check."""
