"""Pages of settlements: the list, one of them with its schedule, entering one, promises with an hour."""
