"""The kinds of rule that exist; a module each, with its faces side by side."""
