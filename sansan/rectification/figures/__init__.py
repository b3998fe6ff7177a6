"""Figures that live: indicators with their series, honest sums, bindings to queries, identities that are watched."""
