"""The apps: tables, reads (selectors), writes (services), who may (policies). Lowest first: trail, courts, parties,
cases, documents, funds."""
