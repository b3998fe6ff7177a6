"""Pages of the room: administration of bodies, persons and posts, and one's own account."""
