"""Blocks of HTML to typeset plates, to pages, to a PDF."""
