"""Workers: what must happen later or outside, as procrastinate tasks; thin, idempotent, retried."""
