"""From a sheet's code or a scan to marks, statistics and returned papers."""
