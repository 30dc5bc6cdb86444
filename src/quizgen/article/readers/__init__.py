"""An article's file to headings and paragraphs: a reader for each format."""
