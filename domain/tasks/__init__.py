"""Something that a person must do (công việc): opened, taken, lent, closed; also many at once."""
