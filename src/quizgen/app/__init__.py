"""The faces of quizgen: the command line, and the API below it."""
