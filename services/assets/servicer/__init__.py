"""The gRPC faces of the assets service: unpack, one transaction, pack; one file a noun."""
