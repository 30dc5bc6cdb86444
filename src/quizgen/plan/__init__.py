"""Everything decided before a page is drawn: draw, order, letters, codes, who gets what."""
