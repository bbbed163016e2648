"""The `muster` command, a file a verb. It talks gRPC; only `dev` composes services."""
