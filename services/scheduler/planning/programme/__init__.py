"""Which day each visit falls on."""
