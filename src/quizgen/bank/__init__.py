"""What a teacher may write in YAML, how it is read, and what is said when it is wrong."""
