"""What people do: one file per family of acts."""
