"""The public pages of the auctions: no login, bidders by number alone."""
