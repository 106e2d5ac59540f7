"""Foreign bytes against everything that reads them."""
