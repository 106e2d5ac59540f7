"""Answers with a province's figures."""
