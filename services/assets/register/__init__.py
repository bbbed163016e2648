"""How the register of a file becomes the site's, and its assets get their plans."""
