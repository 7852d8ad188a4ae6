"""Collections of documents: the bundled texts, an index that was given, and the user's own with uploads."""
