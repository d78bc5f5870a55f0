"""Distribution plans: what-if, draft, approval, service, objections, carrying out."""
