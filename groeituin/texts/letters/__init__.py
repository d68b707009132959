"""Letters to people: what they say, as data, as plain text and as HTML."""
