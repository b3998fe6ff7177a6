"""The pages of the room. A view reads the request, asks a query or an action, and renders."""
