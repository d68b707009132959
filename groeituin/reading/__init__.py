"""What people ask: read-only answers, each in a constant number of queries."""
