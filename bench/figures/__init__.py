"""What a province's figures take, and whether its promises hold."""
