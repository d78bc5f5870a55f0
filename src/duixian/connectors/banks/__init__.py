"""The bank port in real formats: ISO 20022 XML, the CSV of a Chinese corporate bank, over HTTP or a drop folder."""
