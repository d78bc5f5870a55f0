"""The REST API under /api: cases, debt, receipts, plans, and reading judgments. OpenAPI at /api/openapi.json."""
