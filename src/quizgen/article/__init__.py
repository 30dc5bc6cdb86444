"""The text that is asked about: a reader for each file format, its byline, its quotations."""
