"""The commands of `answerable`, a module each. Heavy libraries are loaded inside a command, not before."""
