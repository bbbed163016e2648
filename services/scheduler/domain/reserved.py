"""Names of posts that planning makes itself, which no post of a site may have; planning reads them too."""

FIRE_WATCH = "fire-watch"
CREW = "crew-"
"""How the posts of crews begin that the programme asks for: "crew-elevator"."""
