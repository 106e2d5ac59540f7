"""A procedure begun, in Motcua's own tree or in a package of an agency's own."""
