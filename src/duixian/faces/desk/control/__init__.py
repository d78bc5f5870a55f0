"""Search and control: the centre, searches, things found, proposals, orders, the calendar of ends."""
