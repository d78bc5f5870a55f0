"""Clues to hidden property: detectors on columns, each with its article, its evidence and the innocent explanations it
tried. What they find is a question for a person to study, never a verdict."""
