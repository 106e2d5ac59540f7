"""The recall of an issued result (thu hồi văn bản), and its correction."""
