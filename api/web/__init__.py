"""The pages: what people do in a browser, with the functions behind the REST routes."""
