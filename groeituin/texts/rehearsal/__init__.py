"""What a rehearsal tells: what differs between two definitions, why a signal moves, and the whole in short."""
