"""Messages to persons: in the page, by e-mail, to a group's robot, to another system."""
