"""The people, officers and organisations of the sandbox, all made up."""
