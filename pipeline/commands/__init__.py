"""One file a command. Each reads its arguments, calls what does the work, and prints."""
