"""限制消费 and 失信: proposed with every test shown, decided, published, lifted; as they stood on any day."""
