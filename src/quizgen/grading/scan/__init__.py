"""Answer sheets that were scanned or photographed: from files to what was marked."""
