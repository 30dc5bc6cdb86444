#!/usr/bin/env bash
# moodle-questions 0.2.1: weights of a third are written as 33.
# Expected: an answer worth 33.33333 % is written with that fraction; Moodle's
# own XML writes thirds so, and its list of grades has no 33.
# Really: the fraction goes through int(), so three right answers add up to
# 99 %, not to a full mark. 16.66667 becomes 16, and -33.33333 becomes -33.
# No error.
# Seen: 33 16 -33
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check moodle-questions==0.2.1

cd "$tmp"
cat >run.py <<'PY'
import re
from moodle_questions import MultipleChoiceQuestion, Quiz
question = MultipleChoiceQuestion(
    name='Q', question_text='Pick all.', default_mark=1)
for weight in (33.33333, 16.66667, -33.33333):
    question.add_answer(weight, 'text', '')
quiz = Quiz()
quiz.add_question(question)
quiz.save('quiz.xml')
with open('quiz.xml', encoding='utf-8') as file:
    print(*re.findall(r'fraction="([^"]*)"', file.read()))
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
33 16 -33
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
