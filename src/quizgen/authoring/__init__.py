"""Help for those who write banks: drafts, rules, check, stress, review."""
