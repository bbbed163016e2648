"""The estate as a supervisor writes it: YAML in short forms, read strictly."""
