"""Every part of a page with sample content, in development only."""
