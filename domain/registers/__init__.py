"""What agencies are asked and told, what they answer, and how answers are compared."""
