"""Reading reports of the rectification family: outline, tasks, figures, audit.

Pure: a file's bytes in, a `Reading` out. Knows no database, no clock, no network.
"""
