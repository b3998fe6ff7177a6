"""Importing this sets Django up on a data folder of the measurement's own. Import it before the product's models."""

import os
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansan.settings")
os.environ["SANSAN_DATA_DIR"] = tempfile.mkdtemp(prefix="sansan-bench-")
django.setup()
