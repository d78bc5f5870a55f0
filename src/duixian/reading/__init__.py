"""Pure floor: judgments, bank statements and spreadsheets into facts, with what was not understood and why."""
