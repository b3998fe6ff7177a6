"""What `make` runs. Standard library only: it starts before any package is installed."""
