"""Duixian (兑现): the enforcement of civil judgments, from a judgment on paper to money in the applicant's hands."""
