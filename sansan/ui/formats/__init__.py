"""How numbers and days are written, by language; named in settings.FORMAT_MODULE_PATH."""
