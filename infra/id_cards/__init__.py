"""The chips of identity cards, and whom we believe about them."""
