"""What a process needs whatever its business. Knows no service and no message."""
