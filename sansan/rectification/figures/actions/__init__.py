"""Every write about figures."""
