"""Published figures that whoever doubts them counts again."""
