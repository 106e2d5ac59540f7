"""Facts as columnar files beside the documents, and questions to them that never touch the journal's database."""
