"""What is kept: SQLModel tables, the unit of work, queries and migrations."""
