"""What an agency's author imports, and the command line."""
