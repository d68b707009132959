"""What has been kept long enough: proposed, approved by a person, and only then destroyed."""
