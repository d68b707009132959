"""Dutch sentences for signals and for what is wrong with input."""
