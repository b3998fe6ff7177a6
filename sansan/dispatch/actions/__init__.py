"""The writes of the room, one keyword-only function for each verb of the user."""
