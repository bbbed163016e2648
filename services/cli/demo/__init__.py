"""`muster demo`: the main job, start to end, on real services in a directory of its own."""
