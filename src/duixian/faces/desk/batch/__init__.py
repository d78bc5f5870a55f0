"""The batch desk (集约): many cases in one act, with progress and a result a case."""
