"""What leaves the house: letters, invitations and events, and the ways by which they go."""
