"""The two public lists and the way off them: decisions, publication, lifting, repair; who screens against them."""
