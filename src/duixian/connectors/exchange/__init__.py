"""The agency port over the open exchange: signed JSON over HTTP, by a published schema, with a kit to test servers."""
