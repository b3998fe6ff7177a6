"""The command line: what `sansan` itself does. A room's own commands live in its `command.py`."""
