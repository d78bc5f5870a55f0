"""Ending a round of enforcement: evidence gathered, the applicant heard, proposed, ended, searched again, resumed."""
