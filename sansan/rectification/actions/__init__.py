"""Every write of the room: one function for each verb the user knows, `by=` the acting person."""
