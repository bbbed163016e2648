"""The gRPC faces of the scheduler: unpack, one transaction, pack; one file a noun."""
