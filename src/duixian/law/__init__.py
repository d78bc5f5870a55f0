"""Floor 1, pure: the rules of enforcement, dated and cited. No input or output, no clock, no dataframe."""
