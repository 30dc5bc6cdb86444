"""The teachers' page: quizgen in a browser, on this machine only."""
