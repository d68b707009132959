"""What people do: acts, the night, exchange, texts and doors."""
