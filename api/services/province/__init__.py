"""What requests about a province's figures do."""
