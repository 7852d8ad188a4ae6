"""What it costs to index and to ask, measured: ours beside others, by size, and by precision."""
