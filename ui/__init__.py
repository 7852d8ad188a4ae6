"""Every face to a person or a program: the web chat and the command line."""
