"""What the formats share: the two faces of a format, texts, files, losses."""
