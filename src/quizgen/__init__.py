"""Reading-comprehension quizzes: from a YAML question bank to worksheets and answer keys."""

__version__ = "0.1.0"
