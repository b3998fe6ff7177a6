"""Rows of the room as the parts of a page take them. Nothing here writes, and nothing decides who may see what
beyond leaving out what the reader's rights do not reach."""
