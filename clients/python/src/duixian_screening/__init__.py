"""Ask a court's Duixian server whether somebody is on the lists of enforcement."""

from duixian_screening.bundle import Bundle, Expired, Listed, NotGenuine, NotNext
from duixian_screening.client import Answer, Client, Hit, Refused, Who

__all__ = ["Answer", "Bundle", "Client", "Expired", "Hit", "Listed", "NotGenuine", "NotNext", "Refused", "Who"]
