"""Reads a plain list of devices: one row each, as an authority or a spreadsheet keeps them."""
