"""Running a court on one machine: its folder, its database, its processes, and what a newcomer needs to log in."""
