"""Refusal cases (拒执), one act a file: clues, studies, warnings, referrals, what the police, the prosecutor and the
criminal court answer, private prosecution, performance."""
