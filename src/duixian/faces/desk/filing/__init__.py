"""Filing: from a judgment (text at the left, form at the right) or from a spreadsheet of many cases."""
