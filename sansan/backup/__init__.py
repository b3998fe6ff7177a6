"""One file that holds everything: tables in a form no database owns, stored files by hash, a digest over all of it.

Pure, no Django: `canonical` (one spelling per value), `manifest`, `container` (the tar file), `checking`.
With the database: `tables`, `snapshot`, `making`, `restoring`.
"""
