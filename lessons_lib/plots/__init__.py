"""Pictures of paths: drawn once, updated many times."""
