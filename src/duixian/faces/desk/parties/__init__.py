"""Changes and additions of parties: the closed list of grounds, an application on one of them, its ruling."""
