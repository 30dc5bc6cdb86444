"""A plan to files: HTML blocks, typeset plates, pages, PDF."""
