"""The living library of refusal cases (拒执案件动态库): clues, studies, warnings, referrals, what followed."""
