"""A module for each foreign format, out and in."""
