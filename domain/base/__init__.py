"""What everything stands on: calendar, terms, words, text, refusals."""
