"""The models of every answer, a file a noun: what OpenAPI says of an answer is said here, and nowhere else."""
