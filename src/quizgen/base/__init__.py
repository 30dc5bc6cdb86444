"""Tools that know nothing of quizzes: files, errors, text, languages, the solver."""
